#include "application/identity/stored_token_check.h"

#include "tests/support/identity_fixture.h"
#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

using std::chrono::hours;

class StoredTokenCheckTest : public IdentityFixture {};

TEST_F(StoredTokenCheckTest, KnowsWhoSignedIn) {
    const auto ann = create("Ann", Role::editor);
    const auto tokens = sign_in("ann");
    const auto facts = facts_of(tokens.access_token.view());
    ASSERT_TRUE(facts);
    Caller expected = Caller::of_account(ann.id.text(), Role::editor);
    expected.session_id = state.sessions.begin()->first.text();
    EXPECT_EQ(facts->caller, expected);
    EXPECT_EQ(facts->name, "Ann");
    EXPECT_FALSE(facts->token_id.empty());
    EXPECT_FALSE(facts->api_key);
    EXPECT_EQ(facts->issued_at, now);
    EXPECT_EQ(facts->expires_at, now + std::chrono::minutes(15));
}

TEST_F(StoredTokenCheckTest, RefusesWhatIsNoToken) {
    create("ann");
    for (const char* token : {"", "mqk", "mqk_", "mqk_a_b", "mqk_..", "mqr_a_b", "x.y.z"}) {
        EXPECT_EQ(refusal_of(token), TokenRefusal::invalid) << token;
    }
}

TEST_F(StoredTokenCheckTest, TakesNoRefreshTokenForAnAccessToken) {
    create("ann");
    EXPECT_EQ(refusal_of(sign_in("ann").refresh_token->view()), TokenRefusal::invalid);
}

TEST_F(StoredTokenCheckTest, GivesTheRoleThatTheAccountHasNow) {
    const auto ann = create("ann", Role::editor);
    create("root", Role::admin);
    const auto tokens = sign_in("ann");
    accounts.set_role(system, ann.id, Role::viewer);
    auto facts = facts_of(tokens.access_token.view());
    EXPECT_EQ(facts->caller.role, Role::viewer);
    EXPECT_FALSE(facts->caller.may(Scope::catalogue_write));
    accounts.set_role(system, ann.id, Role::admin);
    facts = facts_of(tokens.access_token.view());
    EXPECT_TRUE(facts->caller.may_administer());
}

TEST_F(StoredTokenCheckTest, EndsWithTheSessionTheAccountOrItsState) {
    const auto ann = create("ann");
    const std::string token(sign_in("ann").access_token.view());
    sessions.revoke(call, state.sessions.begin()->first);
    EXPECT_EQ(refusal_of(token), TokenRefusal::ended);

    const std::string second(sign_in("ann").access_token.view());
    // Were its session still there, it would be of no more use.
    state.accounts.at(ann.id).account.disabled = true;
    EXPECT_EQ(refusal_of(second), TokenRefusal::ended);
    state.accounts.at(ann.id).account.disabled = false;
    EXPECT_EQ(refusal_of(second), std::nullopt);
    state.sessions.begin()->second.expires_at = now;
    EXPECT_EQ(refusal_of(second), TokenRefusal::ended);

    const std::string third(sign_in("ann").access_token.view());
    accounts.erase(system, ann.id);
    EXPECT_EQ(refusal_of(third), TokenRefusal::ended);
}

TEST_F(StoredTokenCheckTest, TakesNoTokenWhoseSessionIsAnothers) {
    create("ann");
    const auto bob = create("bob");
    sign_in("ann");
    AccessClaims claims;
    claims.subject = bob.id.text();
    claims.session = state.sessions.begin()->first;
    claims.expires_at = now + hours(1);
    EXPECT_EQ(refusal_of(access_tokens.sign(claims)), TokenRefusal::ended);
}

TEST_F(StoredTokenCheckTest, TellsATokenThatHasExpired) {
    create("ann");
    const auto tokens = sign_in("ann");
    now += tokens.expires_in;
    EXPECT_EQ(refusal_of(tokens.access_token.view()), TokenRefusal::expired);
}

TEST_F(StoredTokenCheckTest, LimitsAnApiKeyToItsScopesAndItsOwnersRole) {
    const auto ann = create("ann", Role::editor);
    const auto key = create_key(ann, {Scope::catalogue_write, Scope::admin}, now + hours(1));
    const auto facts = facts_of(key);
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->caller.account_id, ann.id.text());
    EXPECT_EQ(facts->caller.session_id, "");
    EXPECT_TRUE(facts->caller.may(Scope::catalogue_write));
    EXPECT_FALSE(facts->caller.may(Scope::ratings_write));
    EXPECT_FALSE(facts->caller.may_administer());
    EXPECT_EQ(facts->api_key, ApiKeyId("key-ann"));
    EXPECT_EQ(facts->key_used_at, std::nullopt);
    EXPECT_EQ(facts->expires_at, now + hours(1));

    accounts.set_role(system, ann.id, Role::viewer);
    EXPECT_FALSE(facts_of(key)->caller.may(Scope::catalogue_write));
}

TEST_F(StoredTokenCheckTest, TellsWhyAnApiKeyIsNoLongerGood) {
    const auto ann = create("ann");
    const auto key = create_key(ann, {}, now + hours(1));
    EXPECT_EQ(refusal_of(key + "x"), TokenRefusal::invalid);
    EXPECT_EQ(refusal_of(key), std::nullopt);
    accounts.disable(system, ann.id);
    EXPECT_EQ(refusal_of(key), TokenRefusal::ended);
    accounts.enable(system, ann.id);
    now += hours(1);
    EXPECT_EQ(refusal_of(key), TokenRefusal::expired);
    api_keys.revoke(call, ann.id, ApiKeyId("key-ann"));
    EXPECT_EQ(refusal_of(key), TokenRefusal::invalid);
}

TEST_F(StoredTokenCheckTest, KnowsServicesUntilTheyAreRevoked) {
    const auto crawler = create_service("crawler", "s");
    const auto grant = service.issue_to(crawler, std::nullopt);
    const std::string token(std::get<IssuedTokens>(grant).access_token.view());
    const auto facts = facts_of(token);
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->caller, Caller::of_account("crawler", Role::service));
    EXPECT_EQ(facts->name, "the crawler");
    services.revoke(call, crawler.id);
    EXPECT_EQ(refusal_of(token), TokenRefusal::ended);
}

TEST_F(StoredTokenCheckTest, BelievesAnotherIssuerWithoutAskingTheStore) {
    AccessClaims claims;
    claims.holder = AccessClaims::Holder::external;
    claims.subject = "external-1";
    claims.name = "Eve";
    claims.role = Role::editor;
    claims.expires_at = now + hours(1);
    const auto facts = facts_of(access_tokens.sign(claims));
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->caller, Caller::of_account("external-1", Role::editor));
    EXPECT_EQ(facts->name, "Eve");
}

TEST_F(StoredTokenCheckTest, SaysThatItCouldNotAsk) {
    create("ann");
    const auto tokens = sign_in("ann");
    call.deadline = Call::Deadline::min();
    EXPECT_EQ(code_of([&] { check.check(call, tokens.access_token.view()); }),
              ErrorCode::deadline_exceeded);
}

}  // namespace
}  // namespace marquee::identity
