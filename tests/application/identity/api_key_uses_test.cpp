#include "application/identity/api_key_uses.h"

#include "tests/support/identity_fixture.h"
#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

using std::chrono::seconds;

class ApiKeyUsesTest : public IdentityFixture {
protected:
    ApiKeyUsesTest() { key_ = create_key(create("ann"), {}); }

    void use() { uses_.check(call, key_); }
    std::optional<Timestamp> used_at() { return state.api_keys.begin()->second.used_at; }

    std::string key_;
    ApiKeyUses uses_{{check, api_keys, [this] { return now; }}};
};

TEST_F(ApiKeyUsesTest, RecordsAKeysUseOnceAMinute) {
    use();
    EXPECT_EQ(used_at(), std::nullopt);
    uses_.write(call);
    const Timestamp first = now;
    EXPECT_EQ(used_at(), first);
    now += seconds(59);
    use();
    uses_.write(call);
    EXPECT_EQ(used_at(), first);
    now += seconds(1);
    use();
    uses_.write(call);
    EXPECT_EQ(used_at(), now);
}

TEST_F(ApiKeyUsesTest, SaysWhatTheCheckSays) {
    EXPECT_EQ(std::get<TokenFacts>(uses_.check(call, key_)).name, "ann");
    const auto wrong = uses_.check(call, key_ + "x");
    EXPECT_EQ(std::get<TokenRefusal>(wrong), TokenRefusal::invalid);
    uses_.write(call);
    EXPECT_EQ(used_at(), now);
}

TEST_F(ApiKeyUsesTest, TakesNoTokenThatIsNotGoodForAUse) {
    now += std::chrono::hours(1);
    const auto expired = create_key(create("bob"), {}, now);
    uses_.check(call, expired);
    uses_.check(call, key_ + "x");
    uses_.write(call);
    for (const auto& [id, key] : state.api_keys) EXPECT_EQ(key.used_at, std::nullopt);
}

TEST_F(ApiKeyUsesTest, KeepsWhatCouldNotBeWritten) {
    use();
    Call late;
    late.deadline = Call::Deadline::min();
    EXPECT_EQ(code_of([&] { uses_.write(late); }), ErrorCode::deadline_exceeded);
    EXPECT_EQ(used_at(), std::nullopt);
    uses_.write(call);
    EXPECT_EQ(used_at(), now);
    // And no more than once.
    state.api_keys.begin()->second.used_at.reset();
    uses_.write(call);
    EXPECT_EQ(used_at(), std::nullopt);
}

TEST_F(ApiKeyUsesTest, IsNotInterestedInSignIns) {
    uses_.check(call, sign_in("ann").access_token.view());
    uses_.write(call);
    EXPECT_EQ(used_at(), std::nullopt);
}

}  // namespace
}  // namespace marquee::identity
