#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "application/identity/api_key_service.h"
#include "application/identity/api_key_uses.h"
#include "application/identity/erasure_service.h"
#include "application/identity/service_registry.h"
#include "application/identity/stored_token_check.h"
#include "application/identity/token_service.h"
#include "infrastructure/database/database.h"
#include "infrastructure/identity/jwt_access_tokens.h"
#include "infrastructure/identity/signing_keys.h"
#include "infrastructure/identity/sodium_secret_mint.h"
#include "interfaces/identity/rpc_methods.h"
#include "tests/support/fake_secrets.h"
#include "tests/support/far_place.h"
#include "tests/support/form.h"
#include "tests/support/held_token_check.h"
#include "tests/support/stores.h"
#include "tests/support/test_database.h"

namespace marquee::test {

/// The context identity over a database, with real tokens and cheap passwords.
class IdentityPlace {
public:
    explicit IdentityPlace(Form form = Form::direct) : IdentityPlace(stores_for(form), form) {}
    /// Over a database that another place has made.
    explicit IdentityPlace(const std::string& database_url)
        : IdentityPlace(stores_at(database_url), Form::direct) {}

    rpc::Handlers handlers() { return identity::identity_methods(check, erasures); }

    /// The way to it by its form.
    std::unique_ptr<rpc::Channel> channel() { return channel_by(form_, far_.get(), handlers()); }

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
    /// Lets no write get on as long as the result lives.
    std::shared_ptr<void> hold_writes() { return test::hold_writes(stores_->database()->url()); }
    void pass(std::chrono::milliseconds time) {
        now_ += time.count();
        if (far_) far_->pass(time);
    }
    /// From now on no check of a token comes to an end.
    void hold_checks() { far_ ? far_->hold_checks() : held_.hold(); }
    /// What is noted of their use by who checks tokens.
    void write_key_uses() { far_ ? far_->write_key_uses() : check.write(system); }
    Timestamp now() const { return Timestamp(std::chrono::milliseconds(now_)); }

    /// By Marquee itself, which may do all.
    Call system;

private:
    IdentityPlace(std::unique_ptr<Stores> stores, Form form)
        : stores_(std::move(stores)), form_(form) {
        system.caller = Caller::of_system();
        signing_keys_.prepare(system);
        // It finds the keys.
        far_ = far_place(form, "identity", *stores_);
    }

    /// A day in 2026.
    std::atomic<std::int64_t> now_{1'790'000'000'123};
    const Clock clock_ = [this] { return now(); };
    const std::unique_ptr<Stores> stores_;
    const Form form_;
    std::unique_ptr<FarPlace> far_;
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
    identity::HeldTokenCheck held_{stored_};

public:
    identity::AccountService accounts{repositories_.accounts, hasher_, mint_, clock_};
    identity::TokenService tokens{accounts, stored_, parts_, {}};
    identity::ApiKeyService keys{repositories_.api_keys, mint_, clock_};
    identity::ServiceRegistry services{repositories_.services, mint_, clock_};
    /// As the context itself has them.
    identity::ApiKeyUses check{{held_, repositories_.api_keys, clock_}};
    identity::ErasureService erasures{repositories_.erasures};
};

}  // namespace marquee::test
