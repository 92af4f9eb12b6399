#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "domain/identity/credentials.h"
#include "domain/shared/call.h"

namespace marquee::identity {

/// Where API keys are kept, until they are revoked. Callable from any thread. Errors as in
/// AccountRepository.
class ApiKeyRepository {
public:
    virtual ~ApiKeyRepository() = default;

    /// Stores a new key; false when its account is gone or disabled. Throws Error(conflict) when
    /// the account has kMostApiKeys already.
    virtual bool create(const Call& call, const ApiKey& key) = 0;

    /// The key and its account, as both are now, whether expired or disabled; nothing when it was
    /// revoked.
    virtual std::optional<ApiKeyOfAccount> find(const Call& call, const ApiKeyId& id) = 0;

    /// All keys of the account, the oldest first.
    virtual std::vector<ApiKey> list(const Call& call, const AccountId& account) = 0;

    /// Revokes a key of that account; false when it has none by that id.
    virtual bool revoke(const Call& call, const AccountId& account, const ApiKeyId& id) = 0;

    /// Records that the key was used then, unless it was used later.
    virtual void note_use(const Call& call, const ApiKeyId& id, Timestamp used_at) = 0;

    /// Removes up to `limit` (≥ 1) keys that had expired at `then`; answers how many. None are left
    /// when they are fewer than `limit`.
    virtual std::size_t remove_expired(const Call& call, Timestamp then, std::size_t limit) = 0;
};

}  // namespace marquee::identity
