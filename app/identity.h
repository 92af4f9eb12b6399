#pragma once

#include <optional>

#include "app/accounts.h"
#include "app/contexts.h"
#include "app/settings/settings.h"
#include "app/uuid.h"
#include "application/identity/api_key_service.h"
#include "application/identity/api_key_uses.h"
#include "application/identity/service_registry.h"
#include "application/identity/session_service.h"
#include "application/identity/token_cache.h"
#include "application/identity/token_service.h"
#include "infrastructure/identity/jwt_access_tokens.h"
#include "infrastructure/identity/signing_keys.h"
#include "infrastructure/identity/sql_api_key_repository.h"
#include "infrastructure/identity/sql_service_repository.h"
#include "infrastructure/identity/sql_session_repository.h"
#include "infrastructure/identity/sql_signing_key_repository.h"
#include "infrastructure/tokens/external_keys.h"
#include "infrastructure/tokens/key_ring.h"
#include "interfaces/identity/token_authenticator.h"

namespace marquee::app {

/// What becomes of the settings of tokens.
identity::SigningKeys::Plan signing_plan(const Settings& settings);

/// The context identity of a serving process, put together. The members stand in the order in which
/// they need each other.
struct Identity {
    /// `contexts`, whose database is prepared, outlive it. Makes the first signing key when there
    /// is none. Throws Error(invalid) when the keys of the external issuer can't be used, and what
    /// the database does.
    Identity(const Settings& settings, Contexts& contexts);
    Identity(const Identity&) = delete;
    Identity& operator=(const Identity&) = delete;

    /// See AccountService::ensure_admin.
    std::optional<identity::FirstAdmin> ensure_admin(const Settings& settings);

    Accounts accounts;
    identity::SqlSessionRepository sessions{accounts.log};
    identity::SqlApiKeyRepository api_keys{accounts.log};
    identity::SqlServiceRepository services{accounts.log};
    identity::SqlSigningKeyRepository signing_key_repository;
    tokens::KeyRing key_ring;
    identity::SigningKeys signing_keys;
    std::optional<tokens::ExternalKeys> external_keys;
    identity::JwtAccessTokens access_tokens;
    const identity::TokenCheck::Parts token_parts;
    identity::TokenCheck token_check{token_parts};
    identity::TokenService token_service;
    identity::ApiKeyService key_service{api_keys, accounts.mint, system_now};
    identity::ServiceRegistry service_registry{services, accounts.mint, system_now};
    identity::SessionService session_service{sessions, system_now};
    identity::ApiKeyUses api_key_uses{api_keys};
    identity::TokenCache token_cache;
    identity::TokenAuthenticator authenticator{token_cache};
};

}  // namespace marquee::app
