#pragma once

#include <gtest/gtest.h>
#include <string>

#include "application/identity/secret_token.h"
#include "application/identity/stored_token_check.h"
#include "application/identity/token_service.h"
#include "tests/support/fake_access_tokens.h"
#include "tests/support/fake_identity.h"
#include "tests/support/fake_secrets.h"

namespace marquee::identity {

/// The services of tokens over fakes, at a time that stands still.
class IdentityFixture : public testing::Test {
protected:
    Account create(const std::string& name, Role role = Role::viewer) {
        return accounts.create(system, AccountName(name), role, Password("correct horse"));
    }

    IssuedTokens sign_in(const std::string& name) {
        return std::get<IssuedTokens>(service.sign_in(call, name, "correct horse", std::nullopt));
    }

    /// The text of a new key of that account.
    std::string create_key(const Account& account, const ScopeSet& scopes,
                           std::optional<Timestamp> expires_at = {}) {
        const SecretText secret = mint.new_secret();
        const ApiKey key{ApiKeyId("key-" + account.name.text()),
                         account.id,
                         Label("a key"),
                         scopes,
                         mint.hash_of(secret.view()),
                         now,
                         expires_at,
                         std::nullopt};
        EXPECT_TRUE(api_keys.create(call, key));
        return std::string(write_secret_token(kApiKeyKind, key.id.text(), secret).view());
    }

    ServiceCredential create_service(const std::string& id, const std::string& secret) {
        const ServiceCredential credential{ServiceId(id), Label("the " + id), mint.hash_of(secret),
                                           now};
        services.create(call, credential);
        return credential;
    }

    /// The facts of a good token, or nothing.
    std::optional<TokenFacts> facts_of(std::string_view token) {
        const auto verdict = check.check(call, token);
        const auto* facts = std::get_if<TokenFacts>(&verdict);
        return facts ? std::optional(*facts) : std::nullopt;
    }
    /// Why the token is not good, or nothing.
    std::optional<TokenRefusal> refusal_of(std::string_view token) {
        const auto verdict = check.check(call, token);
        const auto* refusal = std::get_if<TokenRefusal>(&verdict);
        return refusal ? std::optional(*refusal) : std::nullopt;
    }

    static Call by(const Caller& caller) {
        Call result;
        result.caller = caller;
        return result;
    }

    Call call;
    /// By Marquee itself, which may do all.
    const Call system = by(Caller::of_system());
    Timestamp now{std::chrono::seconds(1'000'000)};
    FakeIdentityState state;
    FakeAccountRepository account_repository{state};
    FakeSessionRepository sessions{state};
    FakeApiKeyRepository api_keys{state};
    FakeServiceRepository services{state};
    FakePasswordHasher hasher;
    FakeSecretMint mint;
    FakeAccessTokens access_tokens{[this] { return now; }};
    AccountService accounts{account_repository, hasher, mint, [this] { return now; }};
    StoredTokenCheck::Parts parts{sessions,      api_keys, services,
                                  access_tokens, mint,     [this] { return now; }};
    StoredTokenCheck check{parts};
    TokenService service{accounts, check, parts, {}};
};

}  // namespace marquee::identity
