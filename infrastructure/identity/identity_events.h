#pragma once

#include "domain/identity/account.h"
#include "domain/identity/credentials.h"
#include "infrastructure/events/event_log.h"

namespace marquee::identity {

/// What the log tells of accounts and credentials: who by their ids, never a name (it would outlive
/// an erased account), a secret or a hash. Each is about the account, or the service.

/// "account.created", with the role.
events::NewEvent account_created_event(const Account& account);
/// "account.disabled" and "account.enabled".
events::NewEvent account_disabled_event(const AccountId& account);
events::NewEvent account_enabled_event(const AccountId& account);
/// "account.role_changed", with the new role and the one before.
events::NewEvent role_changed_event(const Account& account, Role previous);
/// "account.password_changed".
events::NewEvent password_changed_event(const AccountId& account);
/// "account.erased": with its sessions and API keys.
events::NewEvent account_erased_event(const AccountId& account);
/// "session.revoked", with the reason: "revoked", or "reused" when an old refresh token came.
events::NewEvent session_revoked_event(const AccountId& account, const SessionId& session,
                                       const std::string& reason);
/// "api_key.created", with its scopes, and "api_key.revoked".
events::NewEvent api_key_created_event(const ApiKey& key);
events::NewEvent api_key_revoked_event(const AccountId& account, const ApiKeyId& key);
/// "service.created" and "service.revoked".
events::NewEvent service_created_event(const ServiceId& service);
events::NewEvent service_revoked_event(const ServiceId& service);

}  // namespace marquee::identity
