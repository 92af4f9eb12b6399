#include "app/identity.h"

#include "app/own_call.h"
#include "infrastructure/rpc/peer_channel.h"
#include "interfaces/identity/rpc_methods.h"

namespace marquee::app {
namespace {

using std::chrono::duration_cast;
using std::chrono::seconds;

/// How long the first key and the first account may take to be stored.
constexpr seconds kStartLimit{30};

std::optional<identity::JwtAccessTokens::External> external_of(
    const Settings& settings, std::optional<tokens::ExternalKeys>& keys) {
    const bool hosted = settings.contexts.contains(ContextName::identity);
    if (!hosted || settings.identity_external_issuer == kNoExternalIssuer) return std::nullopt;
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
    : hosted(contexts.hosted.contains(ContextName::identity)),
      accounts(settings, contexts),
      own_feed(contexts.database, "identity", system_now, accounts.commits),
      signing_key_repository(contexts.database),
      key_ring(system_now),
      signing_keys(signing_key_repository, key_ring, signing_plan(settings), system_now),
      access_tokens(key_ring, {settings.identity_issuer, settings.identity_audience},
                    external_of(settings, external_keys), system_now),
      token_parts{sessions, api_keys, services, access_tokens, accounts.mint, system_now},
      token_service(accounts.service, own_token_check, token_parts, lifetimes_of(settings)),
      erasure_repository(contexts.database),
      own_messages(messages_to(settings.rpc_messages, *this)),
      token_check(api_key_uses, channel(contexts)),
      feed(own_feed, channel(contexts), "identity"),
      token_cache({token_check.get(), accounts.mint, system_now}) {
    if (hosted) signing_keys.prepare(own_call("signing-keys", kStartLimit));
}

rpc::Handlers Identity::methods() {
    if (!hosted) return {};
    return identity::identity_methods(api_key_uses, erasure_service);
}

std::map<std::string, events::HostedFeed> Identity::feeds() {
    if (!hosted) return {};
    return {{"identity", {own_feed}}};
}

void Identity::close_feed() {
    accounts.commits.close();
    if (auto* remote = feed.remote()) remote->close();
}

rpc::Channel* Identity::channel(Contexts& contexts) {
    if (!hosted) return contexts.peers.find(ContextName::identity);
    return own_messages ? &*own_messages : nullptr;
}

std::optional<identity::FirstAdmin> Identity::ensure_admin(const Settings& settings) {
    if (!hosted) return std::nullopt;
    std::optional<identity::Password> password;
    if (settings.identity_admin_password != kRandomPassword) {
        password.emplace(settings.identity_admin_password);
    }
    return accounts.service.ensure_admin(own_call("first-start", kStartLimit), password);
}

}  // namespace marquee::app
