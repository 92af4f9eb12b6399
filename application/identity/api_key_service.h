#pragma once

#include <optional>
#include <vector>

#include "application/identity/secret_mint.h"
#include "domain/identity/api_key_repository.h"
#include "domain/shared/call.h"
#include "domain/shared/clock.h"

namespace marquee::identity {

/// A key that is to be made.
struct NewApiKey {
    Label name;
    ScopeSet scopes;
    /// Nothing when it is not to expire.
    std::optional<Timestamp> expires_at;
};

/// A key that was made, and its text, `mqk_<id>_<secret>`, to be shown once.
struct MadeApiKey {
    ApiKey key;
    SecretText text;
};

/// The keys of people for their programs. Callable from any thread. Every method throws what
/// AccountRepository does; Error(unauthenticated) or Error(forbidden) unless the caller signed in
/// to the account (a key makes and sees no others) or, to list and to revoke somebody else's, may
/// administer.
class ApiKeyService {
public:
    /// The references outlive the service.
    ApiKeyService(ApiKeyRepository& repository, SecretMint& mint, Clock clock);

    /// Throws Error(forbidden) for scopes that the caller has not, Error(invalid), blaming
    /// `expires_at`, for a time that has passed, Error(conflict) when the account has kMostApiKeys,
    /// and Error(not_found) when it is gone or disabled.
    MadeApiKey create(const Call& call, const AccountId& account, const NewApiKey& wanted);

    /// All keys of the account, the oldest first.
    std::vector<ApiKey> list(const Call& call, const AccountId& account);

    /// Throws Error(not_found) when the account has none by that id.
    void revoke(const Call& call, const AccountId& account, const ApiKeyId& id);

private:
    ApiKeyRepository& repository_;
    SecretMint& mint_;
    Clock clock_;
};

}  // namespace marquee::identity
