#include "interfaces/identity/token_authenticator.h"

#include <gmock/gmock.h>

#include "tests/support/identity_fixture.h"
#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

using testing::HasSubstr;

class TokenAuthenticatorTest : public IdentityFixture {
protected:
    Error refusal(std::string_view token) {
        const auto error = error_of([&] { authenticator_.caller_of(call, token); });
        EXPECT_TRUE(error);
        EXPECT_EQ(error->code(), ErrorCode::unauthenticated);
        return error.value();
    }

    TokenCache cache_{{check, mint, [this] { return now; }}};
    TokenAuthenticator authenticator_{cache_};
};

TEST_F(TokenAuthenticatorTest, KnowsTheCaller) {
    const auto ann = create("ann", Role::editor);
    const auto caller = authenticator_.caller_of(call, sign_in("ann").access_token.view());
    EXPECT_EQ(caller.account_id, ann.id.text());
    EXPECT_EQ(caller.role, Role::editor);
    EXPECT_EQ(caller.session_id, state.sessions.begin()->first.text());
    const auto by_key =
        authenticator_.caller_of(call, create_key(ann, ScopeSet{Scope::ratings_write}));
    EXPECT_EQ(by_key, Caller::of_account(ann.id.text(), Role::editor, {Scope::ratings_write}));
}

TEST_F(TokenAuthenticatorTest, KnowsWithoutWaitingWhomItHasJustLookedUp) {
    const auto key = create_key(create("ann", Role::editor), ScopeSet{Scope::ratings_write});
    EXPECT_FALSE(authenticator_.known_caller(key));
    const auto caller = authenticator_.caller_of(call, key);
    EXPECT_EQ(authenticator_.known_caller(key), caller);
    EXPECT_FALSE(authenticator_.known_caller("a secret"));
}

TEST_F(TokenAuthenticatorTest, TellsWhatIsWrongWithATokenAndNotWhatItIs) {
    const auto ann = create("ann");
    const auto key = create_key(ann, {}, now + std::chrono::hours(1));
    EXPECT_THAT(refusal("a secret").what(), HasSubstr("not valid"));
    EXPECT_THAT(refusal("a secret").what(), testing::Not(HasSubstr("a secret")));
    const auto tokens = sign_in("ann");
    service.revoke(call, tokens.access_token.view());
    EXPECT_THAT(refusal(tokens.access_token.view()).what(), HasSubstr("revoked"));
    now += std::chrono::hours(1);
    EXPECT_THAT(refusal(key).what(), HasSubstr("expired"));
}

TEST_F(TokenAuthenticatorTest, SaysThatItCouldNotAsk) {
    create("ann");
    const auto tokens = sign_in("ann");
    call.deadline = Call::Deadline::min();
    EXPECT_EQ(code_of([&] { authenticator_.caller_of(call, tokens.access_token.view()); }),
              ErrorCode::deadline_exceeded);
}

}  // namespace
}  // namespace marquee::identity
