#include "infrastructure/identity/signing_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infrastructure/identity/jwt_access_tokens.h"
#include "infrastructure/tokens/jwk.h"
#include "tests/support/fake_identity.h"
#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// An instance of the server, as far as keys go.
struct Instance {
    Instance(SigningKeyRepository& repository, Clock clock,
             SigningAlgorithm algorithm = SigningAlgorithm::es256)
        : ring(clock),
          keys(repository, ring, {algorithm, minutes(15)}, clock),
          tokens(ring, {"us", "marquee"}, std::nullopt, clock) {}

    bool takes(const std::string& token) {
        return std::holds_alternative<AccessClaims>(tokens.verify(Call(), token));
    }
    std::string signer() const { return ring.signer()->key().public_key().id(); }
    std::size_t published() const { return tokens::parse_jwks(ring.jwks()).size(); }

    tokens::KeyRing ring;
    SigningKeys keys;
    JwtAccessTokens tokens;
};

class SigningKeysTest : public testing::Test {
protected:
    std::string token_of(Instance& instance) {
        AccessClaims claims;
        claims.subject = "ann";
        claims.session.emplace("s");
        claims.issued_at = now_;
        claims.expires_at = now_ + minutes(15);
        return instance.tokens.sign(claims);
    }

    Call call_;
    Timestamp now_{seconds(1'800'000'000)};
    Clock clock_ = [this] { return now_; };
    FakeIdentityState state_;
    FakeSigningKeyRepository repository_{state_};
};

TEST_F(SigningKeysTest, MakesAFirstKeyThatAllInstancesTake) {
    Instance one(repository_, clock_);
    Instance other(repository_, clock_);
    one.keys.prepare(call_);
    other.keys.prepare(call_);
    EXPECT_EQ(state_.signing_keys.size(), 1u);
    EXPECT_EQ(one.signer(), other.signer());
    EXPECT_TRUE(other.takes(token_of(one)));
}

TEST_F(SigningKeysTest, KeepsTheKeyOverARestart) {
    std::string token;
    {
        Instance first(repository_, clock_);
        first.keys.prepare(call_);
        token = token_of(first);
    }
    Instance second(repository_, clock_, SigningAlgorithm::rs256);
    second.keys.prepare(call_);
    EXPECT_TRUE(second.takes(token));
    EXPECT_EQ(state_.signing_keys.size(), 1u);
}

TEST_F(SigningKeysTest, RotatesWithoutBreakingAnyToken) {
    Instance one(repository_, clock_);
    Instance late(repository_, clock_);
    one.keys.prepare(call_);
    late.keys.prepare(call_);
    const auto before = one.signer();

    const auto next = one.keys.rotate(call_);
    EXPECT_EQ(next.signs_from, now_ + SigningKeys::kAnnouncement);
    EXPECT_EQ(one.signer(), before);
    EXPECT_EQ(one.published(), 2u);
    late.keys.reload(call_);
    EXPECT_EQ(late.published(), 2u);

    now_ = next.signs_from - seconds(1);
    const auto last_of_old = token_of(one);
    now_ += seconds(1);
    EXPECT_EQ(one.signer(), next.id.text());
    EXPECT_TRUE(late.takes(token_of(one)));
    now_ += minutes(14);
    EXPECT_TRUE(late.takes(last_of_old));
    // Long after that nothing of the old key is published.
    now_ += minutes(15);
    EXPECT_EQ(one.published(), 1u);
    EXPECT_EQ(one.signer(), next.id.text());
}

TEST_F(SigningKeysTest, RotatesTwiceAtOnceAsWell) {
    Instance one(repository_, clock_);
    one.keys.prepare(call_);
    const auto first = one.signer();
    const auto second = one.keys.rotate(call_);
    now_ += minutes(1);
    const auto third = one.keys.rotate(call_);
    EXPECT_EQ(one.signer(), first);
    now_ = second.signs_from;
    EXPECT_EQ(one.signer(), second.id.text());
    const auto token = token_of(one);
    now_ = third.signs_from;
    EXPECT_EQ(one.signer(), third.id.text());
    EXPECT_TRUE(one.takes(token));
}

TEST_F(SigningKeysTest, ChangesTheAlgorithmByRotation) {
    Instance one(repository_, clock_, SigningAlgorithm::rs256);
    Instance es(repository_, clock_);
    es.keys.prepare(call_);
    one.keys.prepare(call_);
    const auto token = token_of(one);
    const auto next = one.keys.rotate(call_);
    EXPECT_EQ(next.algorithm, SigningAlgorithm::rs256);
    now_ = next.signs_from;
    EXPECT_EQ(one.ring.signer()->key().public_key().algorithm(), tokens::Algorithm::rs256);
    EXPECT_TRUE(one.takes(token));
    EXPECT_TRUE(one.takes(token_of(one)));
}

TEST_F(SigningKeysTest, GoesOnWithItsKeysWhenTheStoreIsAway) {
    Instance one(repository_, clock_);
    one.keys.prepare(call_);
    Call late;
    late.deadline = Call::Deadline::min();
    EXPECT_EQ(code_of([&] { one.keys.reload(late); }), ErrorCode::deadline_exceeded);
    EXPECT_TRUE(one.takes(token_of(one)));
}

}  // namespace
}  // namespace marquee::identity
