#include "application/identity/api_key_uses.h"

#include "tests/support/identity_fixture.h"
#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

using std::chrono::seconds;

class ApiKeyUsesTest : public IdentityFixture {
protected:
    ApiKeyUsesTest() { key_ = create_key(create("ann"), {}); }

    void use() { uses_.note(*facts_of(key_), now); }
    std::optional<Timestamp> used_at() { return state.api_keys.begin()->second.used_at; }

    std::string key_;
    ApiKeyUses uses_{api_keys};
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
    uses_.note(*facts_of(sign_in("ann").access_token.view()), now);
    uses_.write(call);
    EXPECT_EQ(used_at(), std::nullopt);
}

}  // namespace
}  // namespace marquee::identity
