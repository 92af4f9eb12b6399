#pragma once

#include <optional>

#include "app/accounts.h"
#include "app/contexts.h"
#include "app/settings/settings.h"
#include "app/uuid.h"
#include "application/identity/api_key_service.h"
#include "application/identity/api_key_uses.h"
#include "application/identity/erasure_service.h"
#include "application/identity/service_registry.h"
#include "application/identity/session_service.h"
#include "application/identity/stored_token_check.h"
#include "application/identity/token_cache.h"
#include "application/identity/token_service.h"
#include "infrastructure/events/rpc_event_feed.h"
#include "infrastructure/events/sql_event_feed.h"
#include "infrastructure/identity/jwt_access_tokens.h"
#include "infrastructure/identity/rpc_token_check.h"
#include "infrastructure/identity/signing_keys.h"
#include "infrastructure/identity/sql_api_key_repository.h"
#include "infrastructure/identity/sql_erasure_repository.h"
#include "infrastructure/identity/sql_service_repository.h"
#include "infrastructure/identity/sql_session_repository.h"
#include "infrastructure/identity/sql_signing_key_repository.h"
#include "infrastructure/tokens/external_keys.h"
#include "infrastructure/tokens/key_ring.h"
#include "interfaces/identity/token_authenticator.h"

namespace marquee::app {

/// What becomes of the settings of tokens.
identity::SigningKeys::Plan signing_plan(const Settings& settings);

/// The context identity of a serving process, put together, or the way to it where another process
/// hosts it; then only what knows callers is of use. The members stand in the order in which they
/// need each other.
struct Identity {
    /// `contexts`, whose database is prepared, outlive it. Makes the first signing key when there
    /// is none, if the context is hosted here. Throws Error(invalid) when the keys of the external
    /// issuer can't be used, and what the database does.
    Identity(const Settings& settings, Contexts& contexts);
    Identity(const Identity&) = delete;
    Identity& operator=(const Identity&) = delete;

    /// What answers other processes for the context, if it is hosted here.
    rpc::Handlers methods();
    std::map<std::string, events::HostedFeed> feeds();
    /// Ends all waiting for its events, now and later.
    void close_feed();
    /// The way to it by messages; null where it is asked directly.
    rpc::Channel* channel(Contexts& contexts);
    /// See AccountService::ensure_admin. Nothing where another process hosts the context.
    std::optional<identity::FirstAdmin> ensure_admin(const Settings& settings);

    const bool hosted;
    Accounts accounts;
    events::SqlEventFeed own_feed;
    identity::SqlSessionRepository sessions{accounts.log};
    identity::SqlApiKeyRepository api_keys{accounts.log};
    identity::SqlServiceRepository services{accounts.log};
    identity::SqlSigningKeyRepository signing_key_repository;
    tokens::KeyRing key_ring;
    identity::SigningKeys signing_keys;
    std::optional<tokens::ExternalKeys> external_keys;
    identity::JwtAccessTokens access_tokens;
    const identity::StoredTokenCheck::Parts token_parts;
    identity::StoredTokenCheck own_token_check{token_parts};
    identity::TokenService token_service;
    identity::ApiKeyService key_service{api_keys, accounts.mint, system_now};
    identity::ServiceRegistry service_registry{services, accounts.mint, system_now};
    identity::SessionService session_service{sessions, system_now};
    identity::SqlErasureRepository erasure_repository;
    identity::ErasureService erasure_service{erasure_repository};
    /// The check as the users of the API meet it, in this process and in others.
    identity::ApiKeyUses api_key_uses{{own_token_check, api_keys, system_now}};
    /// Of `rpc.messages`: what answers for the context in this process.
    std::optional<rpc::DirectChannel> own_messages;
    PortChoice<identity::TokenCheck, identity::RpcTokenCheck> token_check;
    PortChoice<EventFeed, events::RpcEventFeed> feed;
    identity::TokenCache token_cache;
    identity::TokenAuthenticator authenticator{token_cache};
};

}  // namespace marquee::app
