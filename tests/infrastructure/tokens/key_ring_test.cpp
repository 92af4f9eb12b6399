#include "infrastructure/tokens/key_ring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infrastructure/tokens/jwk.h"
#include "tests/infrastructure/tokens/forge.h"
#include "tests/support/thrown.h"

namespace marquee::tokens {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

const Timestamp kNow{seconds(1'800'000'000)};

struct Ring {
    Ring() : keys([this] { return now; }) {}

    std::string signer() const { return keys.signer()->key().public_key().id(); }
    std::vector<std::string> published() const {
        std::vector<std::string> ids;
        for (const PublicKey& key : parse_jwks(keys.jwks())) ids.push_back(key.id());
        return ids;
    }
    bool verifies(const SigningKey& key) const {
        return keys.keys()->find(key.public_key().id(), now) != nullptr;
    }

    Timestamp now = kNow;
    KeyRing keys;
};

std::string id(const SigningKey& key) {
    return key.public_key().id();
}

TEST(KeyRing, HasNothingAtFirst) {
    const Ring ring;
    EXPECT_EQ(code_of([&] { ring.signer(); }), ErrorCode::unavailable);
    EXPECT_THAT(ring.published(), IsEmpty());
    EXPECT_FALSE(ring.verifies(ec_key()));
}

TEST(KeyRing, PublishesAKeyBeforeItSigns) {
    Ring ring;
    ring.keys.replace({{ec_key(), kNow}, {rsa_key(), kNow + seconds(60)}});
    EXPECT_EQ(ring.signer(), id(ec_key()));
    EXPECT_THAT(ring.published(), ElementsAre(id(ec_key()), id(rsa_key())));
    EXPECT_TRUE(ring.verifies(rsa_key()));
    ring.now += seconds(60);
    EXPECT_EQ(ring.signer(), id(rsa_key()));
    EXPECT_TRUE(ring.verifies(ec_key()));
}

TEST(KeyRing, ForgetsAKeyWhenItsTimeIsOver) {
    Ring ring;
    ring.keys.replace({{ec_key(), kNow - seconds(60), kNow + seconds(10)}, {rsa_key(), kNow}});
    EXPECT_THAT(ring.published(), ElementsAre(id(ec_key()), id(rsa_key())));
    ring.now += seconds(10);
    EXPECT_THAT(ring.published(), ElementsAre(id(rsa_key())));
    EXPECT_FALSE(ring.verifies(ec_key()));
    EXPECT_EQ(ring.signer(), id(rsa_key()));
}

TEST(KeyRing, SignsWithNoKeyThatIsOverOrToCome) {
    Ring ring;
    ring.keys.replace({{ec_key(), kNow - seconds(60), kNow}, {rsa_key(), kNow + seconds(1)}});
    EXPECT_EQ(code_of([&] { ring.signer(); }), ErrorCode::unavailable);
}

TEST(KeyRing, IsReplacedAsAWhole) {
    Ring ring;
    ring.keys.replace({{ec_key(), kNow}});
    const auto before = ring.keys.keys();
    const auto signer = ring.keys.signer();
    ring.keys.replace({{rsa_key(), kNow}});
    EXPECT_FALSE(ring.verifies(ec_key()));
    EXPECT_EQ(ring.signer(), id(rsa_key()));
    EXPECT_NE(before->find(id(ec_key()), kNow), nullptr) << "what was given out stays";
    EXPECT_EQ(signer->key().public_key().id(), id(ec_key()));
}

TEST(KeyRing, PublishesNothingPrivate) {
    Ring ring;
    ring.keys.replace({{ec_key(), kNow}, {rsa_key(), kNow}});
    for (const char* member : {"\"d\"", "\"p\"", "\"q\"", "\"k\"", "PRIVATE"}) {
        EXPECT_EQ(ring.keys.jwks().find(member), std::string::npos) << member;
    }
}

}  // namespace
}  // namespace marquee::tokens
