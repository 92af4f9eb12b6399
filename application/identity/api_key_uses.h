#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string_view>
#include <utility>

#include "application/identity/token_check.h"
#include "domain/identity/api_key_repository.h"
#include "domain/shared/clock.h"

namespace marquee::identity {

/// The check of tokens that are presented, each of which is a use of its API key. It keeps when
/// keys were last used until that is written down: beside the requests, which neither wait for it
/// nor fail with it. Callable from any thread.
class ApiKeyUses : public TokenCheck {
public:
    /// Uses of a key within this time of the one that is recorded are not.
    static constexpr std::chrono::minutes kPause{1};

    /// What it is made of outlives it.
    struct Parts {
        TokenCheck& check;
        ApiKeyRepository& keys;
        Clock clock;
    };

    explicit ApiKeyUses(Parts parts) : parts_(std::move(parts)) {}

    TokenVerdict check(const Call& call, std::string_view token) override;

    /// Writes down what was noted. What can't be written stays noted. Throws what ApiKeyRepository
    /// does.
    void write(const Call& call);

private:
    using Uses = std::map<ApiKeyId, Timestamp>;

    void note(const TokenFacts& facts, Timestamp now);
    Uses noted() const;

    Parts parts_;
    mutable std::mutex mutex_;
    Uses noted_;
};

}  // namespace marquee::identity
