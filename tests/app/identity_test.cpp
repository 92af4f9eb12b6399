#include "app/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "app/uuid.h"
#include "application/identity/secret_token.h"
#include "infrastructure/tokens/jwk.h"
#include "tests/support/marquee_process.h"
#include "tests/support/running_server.h"
#include "tests/support/test_database.h"
#include "tests/support/thrown.h"

namespace marquee::app {
namespace {

using identity::IssuedTokens;
using test::RunningServer;

/// Comes true within a minute, or the test fails.
template <class Condition>
void await(Condition condition) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!condition()) {
        ASSERT_LT(std::chrono::steady_clock::now(), give_up);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

/// Servers over one database, with passwords that are quickly hashed.
class IdentityOverEngines : public testing::TestWithParam<test::DatabaseKind> {
protected:
    std::unique_ptr<RunningServer> start(const RunningServer::Change& change = {}) {
        return std::make_unique<RunningServer>(database_->url(), [&](Settings& settings) {
            settings.identity_password_memory = 8;
            settings.identity_password_operations = 1;
            settings.identity_admin_password = "correct horse";
            if (change) change(settings);
        });
    }

    static Identity& identity_of(RunningServer& server) {
        return server.identity_server().identity();
    }

    static IssuedTokens sign_in(RunningServer& server) {
        return std::get<IssuedTokens>(identity_of(server).token_service.sign_in(
            Call(), "admin", "correct horse", std::nullopt));
    }
    static IssuedTokens refresh(RunningServer& server, const IssuedTokens& tokens) {
        return std::get<IssuedTokens>(identity_of(server).token_service.refresh(
            Call(), tokens.refresh_token->view(), std::nullopt));
    }
    static Caller caller_of(RunningServer& server, std::string_view token) {
        return identity_of(server).authenticator.caller_of(Call(), token);
    }
    static std::optional<ErrorCode> refusal_of(RunningServer& server, std::string_view token) {
        return code_of([&] { caller_of(server, token); });
    }

    const std::unique_ptr<test::TestDatabase> database_ = GetParam().make();
};

INSTANTIATE_TEST_SUITE_P(Engines, IdentityOverEngines, testing::ValuesIn(test::all_databases()),
                         testing::PrintToStringParamName());

TEST_P(IdentityOverEngines, MakesOneFirstAdmin) {
    auto server = start();
    const auto admin = server->identity_server().ensure_admin();
    ASSERT_TRUE(admin);
    EXPECT_FALSE(admin->password);
    EXPECT_FALSE(server->identity_server().ensure_admin());
    EXPECT_TRUE(caller_of(*server, sign_in(*server).access_token.view()).may_administer());
}

TEST_P(IdentityOverEngines, KeepsSessionsOverARestart) {
    auto server = start();
    server->identity_server().ensure_admin();
    const auto tokens = sign_in(*server);
    server.reset();
    server = start();
    EXPECT_EQ(caller_of(*server, tokens.access_token.view()).role, Role::admin);
    EXPECT_EQ(refusal_of(*server, refresh(*server, tokens).access_token.view()), std::nullopt);
    EXPECT_EQ(database_->value("SELECT COUNT(*) FROM identity_signing_key"), "1");
}

TEST_P(IdentityOverEngines, RotatesKeysWithoutEndingASession) {
    auto server = start();
    server->identity_server().ensure_admin();
    const auto tokens = sign_in(*server);
    const auto rotated = test::run_marquee({"keys", "rotate", "--database-url", database_->url()});
    EXPECT_EQ(rotated.exit_code, 0) << rotated.err;
    EXPECT_EQ(refusal_of(*server, tokens.access_token.view()), std::nullopt);
    auto other = start();
    EXPECT_EQ(refusal_of(*other, tokens.access_token.view()), std::nullopt);
    const auto renewed = refresh(*other, tokens);
    EXPECT_EQ(refusal_of(*server, renewed.access_token.view()), std::nullopt);
    EXPECT_EQ(tokens::parse_jwks(identity_of(*other).key_ring.jwks()).size(), 2u);
}

TEST_P(IdentityOverEngines, EndsTheFamilyOfAStolenToken) {
    auto server = start();
    auto other = start();
    server->identity_server().ensure_admin();
    const auto stolen = sign_in(*server);
    const auto rightful = refresh(*server, stolen);
    EXPECT_EQ(std::get<identity::Denial>(identity_of(*other).token_service.refresh(
                  Call(), stolen.refresh_token->view(), std::nullopt)),
              identity::Denial::wrong_credentials);
    EXPECT_EQ(refusal_of(*server, rightful.access_token.view()), ErrorCode::unauthenticated);
}

TEST_P(IdentityOverEngines, NoticesWhatAnotherInstanceRevoked) {
    auto server = start();
    auto other = start();
    server->identity_server().ensure_admin();
    const auto tokens = sign_in(*server);
    EXPECT_EQ(refusal_of(*other, tokens.access_token.view()), std::nullopt);
    identity_of(*server).token_service.revoke(Call(), tokens.access_token.view());
    await([&] {
        return refusal_of(*other, tokens.access_token.view()) == ErrorCode::unauthenticated;
    });
}

TEST_P(IdentityOverEngines, RecordsTheUseOfAnApiKeyBesideTheRequest) {
    auto server = start();
    auto& identity = identity_of(*server);
    const auto admin = server->identity_server().ensure_admin()->account;
    const auto secret = identity.accounts.mint.new_secret();
    const identity::ApiKeyId id("k");
    identity.api_keys.create(Call(), {id,
                                      admin.id,
                                      identity::Label("a key"),
                                      {Scope::catalogue_write},
                                      identity.accounts.mint.hash_of(secret.view()),
                                      system_now(),
                                      std::nullopt,
                                      std::nullopt});
    const auto token = identity::write_secret_token(identity::kApiKeyKind, id.text(), secret);
    const auto caller = caller_of(*server, token.view());
    EXPECT_TRUE(caller.may(Scope::catalogue_write));
    EXPECT_FALSE(caller.may_administer());
    await([&] { return identity.api_keys.find(Call(), id)->key.used_at.has_value(); });
}

TEST_P(IdentityOverEngines, RemovesWhatHasExpired) {
    auto server = start();
    server->identity_server().ensure_admin();
    sign_in(*server);
    database_->run("UPDATE identity_session SET expires_at = 1");
    const auto tokens = sign_in(*server);
    IdentityUpkeep upkeep(identity_of(*server));
    upkeep.remove_expired();
    EXPECT_EQ(database_->value("SELECT COUNT(*) FROM identity_session"), "1");
    EXPECT_EQ(refusal_of(*server, tokens.access_token.view()), std::nullopt);
}

TEST_P(IdentityOverEngines, PrunesItsEvents) {
    start()->identity_server().ensure_admin();
    for (const char* name : {"ann", "bob"}) {
        test::run_marquee({"user", "create", name, "--identity-password-memory=8", "--database-url",
                           database_->url()});
    }
    EXPECT_EQ(database_->value("SELECT COUNT(*) FROM identity_event"), "3");
    const auto server = start([](Settings& settings) { settings.events_max_count = 1; });
    await([&] { return database_->value("SELECT COUNT(*) FROM identity_event") == "1"; });
}

TEST(Identity, TakesTheKeysOfAnExternalIssuerFromWhereTheSettingsSay) {
    const auto database = test::make_sqlite_database();
    const auto error = error_of([&] {
        RunningServer server(database->url(), [](Settings& settings) {
            settings.identity_external_issuer = "https://them.example";
            settings.identity_external_keys = "/nowhere/keys.json";
        });
    });
    ASSERT_TRUE(error);
    EXPECT_THAT(error->what(), testing::HasSubstr("can't be read"));
}

}  // namespace
}  // namespace marquee::app
