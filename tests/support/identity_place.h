#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "application/identity/api_key_service.h"
#include "application/identity/api_key_uses.h"
#include "application/identity/erasure_service.h"
#include "application/identity/service_registry.h"
#include "application/identity/stored_token_check.h"
#include "application/identity/token_service.h"
#include "infrastructure/identity/jwt_access_tokens.h"
#include "infrastructure/identity/signing_keys.h"
#include "infrastructure/identity/sodium_secret_mint.h"
#include "interfaces/identity/rpc_methods.h"
#include "tests/support/fake_secrets.h"
#include "tests/support/form.h"
#include "tests/support/stores.h"

namespace marquee::test {

/// The context identity over a database, with real tokens and cheap passwords.
class IdentityPlace {
public:
    IdentityPlace() {
        system.caller = Caller::of_system();
        signing_keys_.prepare(system);
    }

    rpc::Handlers handlers() { return identity::identity_methods(check, erasures); }

    identity::Account create(const std::string& name, Role role = Role::viewer) {
        return accounts.create(system, identity::AccountName(name), role,
                               identity::Password("correct horse"));
    }
    /// An access token.
    std::string sign_in(const std::string& name) {
        const auto grant = tokens.sign_in({}, name, "correct horse", std::nullopt);
        return std::string(std::get<identity::IssuedTokens>(grant).access_token.view());
    }
    identity::MadeApiKey create_key(const identity::Account& account, const ScopeSet& scopes,
                                    std::optional<Timestamp> expires_at = {}) {
        return keys.create(system, account.id, {identity::Label("a key"), scopes, expires_at});
    }
    std::string token_of(const identity::MadeService& service) {
        const auto grant = tokens.issue_to(service.service, std::nullopt);
        return std::string(std::get<identity::IssuedTokens>(grant).access_token.view());
    }
    void pass(std::chrono::milliseconds time) { now_ += time.count(); }
    Timestamp now() const { return Timestamp(std::chrono::milliseconds(now_)); }

    /// By Marquee itself, which may do all.
    Call system;

private:
    /// A day in 2026.
    std::atomic<std::int64_t> now_{1'790'000'000'123};
    const Clock clock_ = [this] { return now(); };
    std::unique_ptr<Stores> stores_ = sql_stores().front().make();
    IdentityStores repositories_ = stores_->identity();
    identity::FakePasswordHasher hasher_;
    identity::SodiumSecretMint mint_{identity::system_random()};
    marquee::tokens::KeyRing ring_{clock_};
    identity::SigningKeys signing_keys_{repositories_.signing_keys,
                                        ring_,
                                        {identity::SigningAlgorithm::es256, std::chrono::hours(1)},
                                        clock_};
    identity::JwtAccessTokens access_tokens_{ring_, {"https://a", "marquee"}, std::nullopt, clock_};
    identity::StoredTokenCheck::Parts parts_{repositories_.sessions,
                                             repositories_.api_keys,
                                             repositories_.services,
                                             access_tokens_,
                                             mint_,
                                             clock_};
    identity::StoredTokenCheck stored_{parts_};

public:
    identity::AccountService accounts{repositories_.accounts, hasher_, mint_, clock_};
    identity::TokenService tokens{accounts, stored_, parts_, {}};
    identity::ApiKeyService keys{repositories_.api_keys, mint_, clock_};
    identity::ServiceRegistry services{repositories_.services, mint_, clock_};
    /// As the context itself has them.
    identity::ApiKeyUses check{{stored_, repositories_.api_keys, clock_}};
    identity::ErasureService erasures{repositories_.erasures};
};

}  // namespace marquee::test
