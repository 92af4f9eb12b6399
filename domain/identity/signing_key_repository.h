#pragma once

#include <vector>

#include "domain/identity/signing_key.h"
#include "domain/shared/call.h"

namespace marquee::identity {

/// Where the keys that sign access tokens are kept. Callable from any thread. Errors as in
/// AccountRepository.
class SigningKeyRepository {
public:
    virtual ~SigningKeyRepository() = default;

    /// All keys, the newest first.
    virtual std::vector<SigningKey> list(const Call& call) = 0;

    /// Stores the key if there is none yet; otherwise false. Of several at a time one stores its
    /// key.
    virtual bool create_first(const Call& call, const SigningKey& key) = 0;

    /// Stores `next`, lets the signatures of those before it count until `others_until` (or until
    /// when they did before), and removes the keys whose signatures no longer count when `next` was
    /// created.
    virtual void rotate(const Call& call, const SigningKey& next, Timestamp others_until) = 0;
};

}  // namespace marquee::identity
