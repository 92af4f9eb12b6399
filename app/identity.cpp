#include "app/identity.h"

#include "app/own_call.h"

namespace marquee::app {
namespace {

using std::chrono::duration_cast;
using std::chrono::seconds;

/// How long the first key and the first account may take to be stored.
constexpr seconds kStartLimit{30};

std::optional<identity::JwtAccessTokens::External> external_of(
    const Settings& settings, std::optional<tokens::ExternalKeys>& keys) {
    if (settings.identity_external_issuer == kNoExternalIssuer) return std::nullopt;
    tokens::ExternalKeysSettings place;
    place.location = settings.identity_external_keys;
    keys.emplace(std::move(place));
    return identity::JwtAccessTokens::External{
        settings.identity_external_issuer, settings.identity_external_audience, *keys,
        tokens::ClaimsRule(settings.identity_external_roles, identity::external_roles())};
}

identity::TokenService::Lifetimes lifetimes_of(const Settings& settings) {
    return {duration_cast<seconds>(settings.identity_access_token_lifetime),
            duration_cast<seconds>(settings.identity_session_lifetime)};
}

}  // namespace

identity::SigningKeys::Plan signing_plan(const Settings& settings) {
    return {settings.identity_algorithm, settings.identity_access_token_lifetime};
}

Identity::Identity(const Settings& settings, Contexts& contexts)
    : accounts(settings, contexts),
      signing_key_repository(contexts.database),
      key_ring(system_now),
      signing_keys(signing_key_repository, key_ring, signing_plan(settings), system_now),
      access_tokens(key_ring, {settings.identity_issuer, settings.identity_audience},
                    external_of(settings, external_keys), system_now),
      token_parts{sessions, api_keys, services, access_tokens, accounts.mint, system_now},
      token_service(accounts.service, token_check, token_parts, lifetimes_of(settings)),
      token_cache({token_check, accounts.mint, api_key_uses, system_now}) {
    signing_keys.prepare(own_call("signing-keys", kStartLimit));
}

std::optional<identity::FirstAdmin> Identity::ensure_admin(const Settings& settings) {
    std::optional<identity::Password> password;
    if (settings.identity_admin_password != kRandomPassword) {
        password.emplace(settings.identity_admin_password);
    }
    return accounts.service.ensure_admin(own_call("first-start", kStartLimit), password);
}

}  // namespace marquee::app
