#pragma once

#include <chrono>
#include <map>
#include <mutex>

#include "application/identity/token_check.h"
#include "domain/identity/api_key_repository.h"

namespace marquee::identity {

/// When API keys were last used, until that is written down: beside the requests, which neither
/// wait for it nor fail with it. Callable from any thread.
class ApiKeyUses {
public:
    /// Uses of a key within this time of the one that is recorded are not.
    static constexpr std::chrono::minutes kPause{1};

    /// `keys` outlives it.
    explicit ApiKeyUses(ApiKeyRepository& keys) : keys_(keys) {}

    /// To be told of a token that was checked: if it is an API key, it is in use at `now`.
    void note(const TokenFacts& facts, Timestamp now);

    /// Writes down what was noted. What can't be written stays noted. Throws what ApiKeyRepository
    /// does.
    void write(const Call& call);

private:
    using Uses = std::map<ApiKeyId, Timestamp>;

    Uses noted() const;

    ApiKeyRepository& keys_;
    mutable std::mutex mutex_;
    Uses noted_;
};

}  // namespace marquee::identity
