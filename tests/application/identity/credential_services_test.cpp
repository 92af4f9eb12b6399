#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "application/identity/api_key_service.h"
#include "application/identity/secret_token.h"
#include "application/identity/service_registry.h"
#include "application/identity/session_service.h"
#include "tests/support/fake_identity.h"
#include "tests/support/fake_secrets.h"
#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const AccountId kAnn("ann");
const AccountId kBob("bob");

Call by(const Caller& caller) {
    Call call;
    call.caller = caller;
    return call;
}

Caller signed_in(const std::string& account, Role role) {
    Caller caller = Caller::of_account(account, role);
    caller.session_id = "session-of-" + account;
    return caller;
}

/// The services of API keys, of service credentials and of sessions, in a world with Ann, an
/// editor, and Bob, a viewer.
class CredentialServices : public testing::Test {
protected:
    CredentialServices() {
        FakeAccountRepository accounts(state_);
        accounts.create(Call(), {kAnn, AccountName("ann"), Role::editor, false, 1, now_}, "h");
        accounts.create(Call(), {kBob, AccountName("bob"), Role::viewer, false, 1, now_}, "h");
    }

    void begin_session(const std::string& account, const std::string& id) {
        sessions_.create(Call(),
                         {SessionId(id), AccountId(account), SecretHash(std::string(64, '0')), now_,
                          now_, now_ + std::chrono::hours(1)},
                         1);
    }

    Timestamp now_{std::chrono::milliseconds(5000)};
    const Clock clock_ = [this] { return now_; };
    FakeIdentityState state_;
    FakeApiKeyRepository api_keys_{state_};
    FakeServiceRepository services_{state_};
    FakeSessionRepository sessions_{state_};
    FakeSecretMint mint_;
    ApiKeyService keys_{api_keys_, mint_, clock_};
    ServiceRegistry registry_{services_, mint_, clock_};
    SessionService signed_in_{sessions_, clock_};

    const NewApiKey wanted_{Label("laptop"), {Scope::ratings_write}, std::nullopt};
    const Call as_ann_ = by(signed_in("ann", Role::editor));
    const Call as_bob_ = by(signed_in("bob", Role::viewer));
    const Call as_admin_ = by(signed_in("root", Role::admin));
    const Call as_anns_key_ = by(Caller::of_account("ann", Role::editor));
    const Call as_service_ = by(Caller::of_account("service", Role::service));
    const Call as_system_ = by(Caller::of_system());
};

TEST_F(CredentialServices, MakeAKeyWhoseTextIsNowhereElse) {
    const auto expiry = now_ + std::chrono::hours(1);
    const auto made =
        keys_.create(as_ann_, kAnn, {Label("laptop"), {Scope::catalogue_write}, expiry});
    const auto token = read_secret_token(kApiKeyKind, made.text.view());
    ASSERT_TRUE(token);
    EXPECT_EQ(token->id, made.key.id.text());
    EXPECT_TRUE(mint_.matches(token->secret.view(), made.key.secret_hash));
    const ApiKey expected{
        made.key.id, kAnn,   Label("laptop"), {Scope::catalogue_write}, mint_.hash_of("secret-1"),
        now_,        expiry, std::nullopt};
    EXPECT_EQ(made.key, expected);
    EXPECT_THAT(keys_.list(as_ann_, kAnn), ElementsAre(expected));
    EXPECT_THAT(keys_.list(as_bob_, kBob), IsEmpty());
}

TEST_F(CredentialServices, MakeKeysOfNoMoreThanTheRoleMayDo) {
    const auto outcome = [&](const Call& call, const AccountId& account, const ScopeSet& scopes) {
        return code_of([&] { keys_.create(call, account, {Label("x"), scopes, std::nullopt}); });
    };
    EXPECT_EQ(outcome(as_bob_, kBob, {Scope::catalogue_write}), ErrorCode::forbidden);
    EXPECT_EQ(outcome(as_bob_, kBob, {Scope::ratings_write, Scope::admin}), ErrorCode::forbidden);
    EXPECT_EQ(outcome(as_ann_, kAnn, {Scope::ratings_write_any}), ErrorCode::forbidden);
    EXPECT_THAT(keys_.list(as_bob_, kBob), IsEmpty());
    EXPECT_EQ(outcome(as_ann_, kAnn, {Scope::catalogue_write, Scope::ratings_write}), std::nullopt);
    EXPECT_EQ(outcome(as_bob_, kBob, {}), std::nullopt);
}

TEST_F(CredentialServices, MakeNoKeyThatHasExpired) {
    const auto blame = [&](Timestamp expiry) {
        return blame_of([&] { keys_.create(as_ann_, kAnn, {Label("x"), {}, expiry}); });
    };
    EXPECT_EQ(blame(now_), "expires_at");
    EXPECT_EQ(blame(Timestamp()), "expires_at");
    EXPECT_EQ(blame(now_ + std::chrono::milliseconds(1)), "");
}

TEST_F(CredentialServices, MakeAsManyKeysAsAnAccountMayHave) {
    for (std::int64_t i = 0; i < kMostApiKeys; ++i) keys_.create(as_ann_, kAnn, wanted_);
    const auto another = [&] { keys_.create(as_ann_, kAnn, wanted_); };
    EXPECT_EQ(code_of(another), ErrorCode::conflict);
    keys_.revoke(as_ann_, kAnn, keys_.list(as_ann_, kAnn).front().id);
    EXPECT_EQ(code_of(another), std::nullopt);
}

TEST_F(CredentialServices, MakeKeysOnlyForWhoSignedIn) {
    const auto outcome = [&](const Call& call) {
        return code_of([&] { keys_.create(call, kAnn, wanted_); });
    };
    EXPECT_EQ(outcome(Call()), ErrorCode::unauthenticated);
    for (const Call& call : {as_bob_, as_admin_, as_anns_key_, as_service_}) {
        EXPECT_EQ(outcome(call), ErrorCode::forbidden);
    }
    EXPECT_EQ(outcome(as_system_), std::nullopt);
    EXPECT_EQ(code_of([&] { keys_.create(as_system_, AccountId("nobody"), wanted_); }),
              ErrorCode::not_found);
}

TEST_F(CredentialServices, ShowAndRevokeKeysForTheirOwnerAndForAdmins) {
    const auto id = keys_.create(as_ann_, kAnn, wanted_).key.id;
    const auto outcomes = [&](const Call& call) {
        return std::set{code_of([&] { keys_.list(call, kAnn); }),
                        code_of([&] { keys_.revoke(call, kAnn, ApiKeyId("none")); })};
    };
    EXPECT_THAT(outcomes(Call()), ElementsAre(ErrorCode::unauthenticated));
    for (const Call& call : {as_bob_, as_anns_key_, as_service_}) {
        EXPECT_THAT(outcomes(call), ElementsAre(ErrorCode::forbidden));
    }
    for (const Call& call : {as_ann_, as_admin_, as_system_}) {
        EXPECT_THAT(outcomes(call), ElementsAre(std::nullopt, ErrorCode::not_found));
    }
    // It is Ann's, not Bob's.
    EXPECT_EQ(code_of([&] { keys_.revoke(as_bob_, kBob, id); }), ErrorCode::not_found);
    EXPECT_THAT(keys_.list(as_admin_, kAnn), testing::SizeIs(1));
    keys_.revoke(as_admin_, kAnn, id);
    EXPECT_THAT(keys_.list(as_ann_, kAnn), IsEmpty());
}

TEST_F(CredentialServices, MakeAServiceWhoseSecretIsNowhereElse) {
    const auto made = registry_.create(as_admin_, Label("recommender"));
    EXPECT_EQ(made.secret.view(), "mqs_secret-1");
    const ServiceCredential expected{made.service.id, Label("recommender"),
                                     mint_.hash_of("secret-1"), now_};
    EXPECT_EQ(made.service, expected);
    EXPECT_THAT(registry_.list(as_admin_), ElementsAre(expected));
    registry_.revoke(as_system_, made.service.id);
    EXPECT_THAT(registry_.list(as_system_), IsEmpty());
    EXPECT_EQ(code_of([&] { registry_.revoke(as_admin_, made.service.id); }), ErrorCode::not_found);
}

TEST_F(CredentialServices, RegisterServicesOnlyForAdmins) {
    const auto outcomes = [&](const Call& call) {
        return std::set{code_of([&] { registry_.create(call, Label("x")); }),
                        code_of([&] { registry_.list(call); }),
                        code_of([&] { registry_.revoke(call, ServiceId("x")); })};
    };
    EXPECT_THAT(outcomes(Call()), ElementsAre(ErrorCode::unauthenticated));
    for (const Call& call : {as_ann_, as_service_}) {
        EXPECT_THAT(outcomes(call), ElementsAre(ErrorCode::forbidden));
    }
}

TEST_F(CredentialServices, ShowWhereSomebodyIsSignedIn) {
    begin_session("ann", "a");
    begin_session("bob", "b");
    ASSERT_THAT(signed_in_.list(as_ann_, kAnn), testing::SizeIs(1));
    EXPECT_EQ(signed_in_.list(as_ann_, kAnn).front().id.text(), "a");
    now_ += std::chrono::hours(1);
    EXPECT_THAT(signed_in_.list(as_ann_, kAnn), IsEmpty());
}

TEST_F(CredentialServices, EndTheSessionsOfTheCallersAccountAndNoOthers) {
    begin_session("ann", "a");
    begin_session("bob", "b");
    const auto end = [&](const Call& call, const AccountId& account, const char* id) {
        return code_of([&] { signed_in_.end(call, account, SessionId(id)); });
    };
    EXPECT_EQ(end(as_ann_, kAnn, "b"), ErrorCode::not_found);
    EXPECT_EQ(end(as_ann_, kAnn, "none"), ErrorCode::not_found);
    EXPECT_EQ(end(as_ann_, kBob, "b"), ErrorCode::forbidden);
    EXPECT_EQ(end(as_anns_key_, kAnn, "a"), ErrorCode::forbidden);
    EXPECT_EQ(end(Call(), kAnn, "a"), ErrorCode::unauthenticated);
    EXPECT_TRUE(sessions_.find(Call(), SessionId("b")));
    EXPECT_EQ(end(as_ann_, kAnn, "a"), std::nullopt);
    EXPECT_EQ(end(as_admin_, kBob, "b"), std::nullopt);
    EXPECT_THAT(state_.sessions, IsEmpty());
}

}  // namespace
}  // namespace marquee::identity
