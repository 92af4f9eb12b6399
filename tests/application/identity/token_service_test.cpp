#include "application/identity/token_service.h"

#include "tests/support/identity_fixture.h"
#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

using std::chrono::days;
using std::chrono::minutes;

class TokenServiceTest : public IdentityFixture {
protected:
    std::optional<Denial> denial_of(const Grant& grant) {
        const auto* denial = std::get_if<Denial>(&grant);
        return denial ? std::optional(*denial) : std::nullopt;
    }
    Grant refresh(const IssuedTokens& tokens, std::optional<ScopeSet> scopes = {}) {
        return service.refresh(call, tokens.refresh_token->view(), scopes);
    }
    bool good(const IssuedTokens& tokens) {
        return facts_of(tokens.access_token.view()).has_value();
    }
    Call call_of(Caller caller) {
        Call result;
        result.caller = std::move(caller);
        return result;
    }

    const Call admin_ = call_of(Caller::of_account("root", Role::admin));
};

TEST_F(TokenServiceTest, GivesTokensForNameAndPassword) {
    create("Ann", Role::editor);
    const auto tokens = sign_in("ANN");
    EXPECT_EQ(tokens.expires_in, minutes(15));
    EXPECT_EQ(tokens.scopes, ScopeSet::of(Role::editor));
    EXPECT_TRUE(good(tokens));
    ASSERT_TRUE(tokens.refresh_token);
    EXPECT_TRUE(tokens.refresh_token->view().starts_with("mqr_"));
    const Session& session = state.sessions.begin()->second;
    EXPECT_EQ(session.created_at, now);
    EXPECT_EQ(session.expires_at, now + days(30));
    // The token itself is stored nowhere.
    EXPECT_EQ(tokens.refresh_token->view().find(session.secret_hash.text()), std::string::npos);
}

TEST_F(TokenServiceTest, GivesNothingForAWrongNamePasswordOrState) {
    const auto ann = create("ann");
    const auto grant = [&](const char* name, const char* password) {
        return denial_of(service.sign_in(call, name, password, std::nullopt));
    };
    EXPECT_EQ(grant("ann", "wrong"), Denial::wrong_credentials);
    EXPECT_EQ(grant("bob", "correct horse"), Denial::wrong_credentials);
    EXPECT_EQ(grant("", ""), Denial::wrong_credentials);
    accounts.disable(system, ann.id);
    EXPECT_EQ(grant("ann", "correct horse"), Denial::wrong_credentials);
    EXPECT_TRUE(state.sessions.empty());
}

TEST_F(TokenServiceTest, BeginsASessionWithAllScopesOfTheRoleOrNone) {
    create("ann", Role::editor);
    const auto grant = [&](const ScopeSet& scopes) {
        return denial_of(service.sign_in(call, "ann", "correct horse", scopes));
    };
    EXPECT_EQ(grant(ScopeSet::of(Role::editor)), std::nullopt);
    EXPECT_EQ(grant({Scope::admin}), Denial::wrong_scopes);
    EXPECT_EQ(grant({Scope::catalogue_write}), Denial::wrong_scopes);
    EXPECT_EQ(state.sessions.size(), 1u);
}

TEST_F(TokenServiceTest, RotatesRefreshTokens) {
    create("ann");
    const auto first = sign_in("ann");
    now += days(1);
    const auto second = std::get<IssuedTokens>(refresh(first));
    EXPECT_NE(second.refresh_token->view(), first.refresh_token->view());
    EXPECT_NE(second.access_token.view(), first.access_token.view());
    EXPECT_TRUE(good(second));
    EXPECT_EQ(state.sessions.begin()->second.expires_at, now + days(30));
    EXPECT_EQ(denial_of(refresh(second)), std::nullopt);
}

TEST_F(TokenServiceTest, EndsTheFamilyOfARefreshTokenThatIsUsedTwice) {
    create("ann");
    const auto other = sign_in("ann");
    const auto first = sign_in("ann");
    const auto second = std::get<IssuedTokens>(refresh(first));
    EXPECT_EQ(denial_of(refresh(first)), Denial::wrong_credentials);
    EXPECT_EQ(denial_of(refresh(second)), Denial::wrong_credentials);
    EXPECT_EQ(refusal_of(first.access_token.view()), TokenRefusal::ended);
    EXPECT_EQ(refusal_of(second.access_token.view()), TokenRefusal::ended);
    EXPECT_TRUE(good(other));
}

TEST_F(TokenServiceTest, RefreshesNothingThatHasEnded) {
    const auto ann = create("ann");
    const auto tokens = sign_in("ann");
    EXPECT_EQ(denial_of(service.refresh(call, "mqr_none_secret", std::nullopt)),
              Denial::wrong_credentials);
    EXPECT_EQ(denial_of(service.refresh(call, "nothing of ours", std::nullopt)),
              Denial::wrong_credentials);
    now += days(30);
    EXPECT_EQ(denial_of(refresh(tokens)), Denial::wrong_credentials);
    const auto later = sign_in("ann");
    accounts.disable(system, ann.id);
    EXPECT_EQ(denial_of(refresh(later)), Denial::wrong_credentials);
}

TEST_F(TokenServiceTest, RefreshesWithTheRoleOfNow) {
    const auto ann = create("ann", Role::editor);
    create("root", Role::admin);
    const auto first = sign_in("ann");
    accounts.set_role(system, ann.id, Role::viewer);
    const auto second = std::get<IssuedTokens>(refresh(first));
    EXPECT_EQ(second.scopes, ScopeSet::of(Role::viewer));
}

TEST_F(TokenServiceTest, UsesUpNoTokenForAWrongWish) {
    create("ann");
    const auto tokens = sign_in("ann");
    EXPECT_EQ(denial_of(refresh(tokens, ScopeSet{Scope::admin})), Denial::wrong_scopes);
    EXPECT_EQ(denial_of(refresh(tokens, ScopeSet::of(Role::viewer))), std::nullopt);
    // Somebody who hasn't got the token is told nothing of the session.
    const auto session = state.sessions.begin()->first.text();
    EXPECT_EQ(denial_of(service.refresh(call, "mqr_" + session + "_guess", ScopeSet{Scope::admin})),
              Denial::wrong_credentials);
}

TEST_F(TokenServiceTest, KnowsServicesByTheirSecrets) {
    create_service("crawler", "good");
    EXPECT_TRUE(service.find_service(call, "crawler", "mqs_good"));
    EXPECT_FALSE(service.find_service(call, "crawler", "good"));
    EXPECT_FALSE(service.find_service(call, "crawler", "mqs_bad"));
    EXPECT_FALSE(service.find_service(call, "crawler", ""));
    EXPECT_FALSE(service.find_service(call, "other", "mqs_good"));
    EXPECT_FALSE(service.find_service(call, "", "mqs_good"));
    EXPECT_FALSE(service.find_service(call, "a/b", "mqs_good"));
}

TEST_F(TokenServiceTest, LimitsAServicesTokenToTheScopesAskedFor) {
    const auto crawler = create_service("crawler", "good");
    const auto all = std::get<IssuedTokens>(service.issue_to(crawler, std::nullopt));
    EXPECT_EQ(all.scopes, ScopeSet::of(Role::service));
    EXPECT_FALSE(all.refresh_token);
    const auto some =
        std::get<IssuedTokens>(service.issue_to(crawler, ScopeSet{Scope::ratings_write_any}));
    EXPECT_EQ(some.scopes, ScopeSet{Scope::ratings_write_any});
    const auto caller = facts_of(some.access_token.view())->caller;
    EXPECT_TRUE(caller.may_rate_for("anybody"));
    EXPECT_FALSE(caller.may(Scope::ratings_write));
    EXPECT_EQ(denial_of(service.issue_to(crawler, ScopeSet{Scope::catalogue_write})),
              Denial::wrong_scopes);
}

TEST_F(TokenServiceTest, RevokesTheSessionOfEitherToken) {
    create("ann");
    const auto first = sign_in("ann");
    const auto second = sign_in("ann");
    EXPECT_EQ(service.revoke(call, first.access_token.view()), Revocation::done);
    EXPECT_EQ(refusal_of(first.access_token.view()), TokenRefusal::ended);
    EXPECT_EQ(denial_of(refresh(first)), Denial::wrong_credentials);
    EXPECT_TRUE(good(second));
    EXPECT_EQ(service.revoke(call, second.refresh_token->view()), Revocation::done);
    EXPECT_FALSE(good(second));
    EXPECT_EQ(service.revoke(call, second.refresh_token->view()), Revocation::done);
}

TEST_F(TokenServiceTest, RevokesAnApiKeyForWhoHasAllOfIt) {
    const auto key = create_key(create("ann"), {Scope::ratings_write});
    EXPECT_EQ(service.revoke(call, key + "x"), Revocation::done);
    EXPECT_TRUE(facts_of(key));
    EXPECT_EQ(service.revoke(call, key), Revocation::done);
    EXPECT_FALSE(facts_of(key));
}

TEST_F(TokenServiceTest, CallsWhatIsNoTokenRevokedAndAServicesTokenNot) {
    for (const char* token : {"", "nonsense", "mqk_a", "mqr_a", "mqr_none_x"}) {
        EXPECT_EQ(service.revoke(call, token), Revocation::done) << token;
    }
    const auto grant = service.issue_to(create_service("crawler", "good"), std::nullopt);
    const auto& tokens = std::get<IssuedTokens>(grant);
    EXPECT_EQ(service.revoke(call, tokens.access_token.view()), Revocation::unsupported);
    EXPECT_TRUE(good(tokens));
}

TEST_F(TokenServiceTest, TellsServicesAndAdminsAloneWhatATokenStandsFor) {
    const auto ann = create("ann");
    const auto tokens = sign_in("ann");
    const auto introspect = [&](const Call& asking) {
        return service.introspect(asking, tokens.access_token.view());
    };
    EXPECT_EQ(code_of([&] { introspect(call); }), ErrorCode::unauthenticated);
    EXPECT_EQ(code_of([&] { introspect(call_of(Caller::of_account("ann", Role::editor))); }),
              ErrorCode::forbidden);
    for (const Call& asking : {admin_, call_of(Caller::of_account("crawler", Role::service))}) {
        const auto facts = introspect(asking);
        ASSERT_TRUE(facts);
        EXPECT_EQ(facts->caller.account_id, ann.id.text());
        EXPECT_EQ(facts->name, "ann");
    }
    accounts.disable(system, ann.id);
    EXPECT_FALSE(introspect(admin_));
}

TEST_F(TokenServiceTest, TellsOfARefreshTokenWithoutUsingItUp) {
    const auto ann = create("ann");
    const auto first = sign_in("ann");
    const auto facts = service.introspect(admin_, first.refresh_token->view());
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->caller.account_id, ann.id.text());
    EXPECT_EQ(facts->expires_at, now + days(30));
    const auto second = std::get<IssuedTokens>(refresh(first));
    EXPECT_FALSE(service.introspect(admin_, first.refresh_token->view()));
    EXPECT_TRUE(service.introspect(admin_, second.refresh_token->view()));
    EXPECT_FALSE(service.introspect(admin_, "mqr_none_x"));
    EXPECT_FALSE(service.introspect(admin_, "nonsense"));
    now += days(30);
    EXPECT_FALSE(service.introspect(admin_, second.refresh_token->view()));
}

TEST_F(TokenServiceTest, TellsOfAnApiKey) {
    const auto ann = create("ann");
    const auto key = create_key(ann, {Scope::ratings_write});
    const auto facts = service.introspect(admin_, key);
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->api_key, ApiKeyId("key-ann"));
    EXPECT_EQ(facts->caller.limit, ScopeSet{Scope::ratings_write});
}

}  // namespace
}  // namespace marquee::identity
