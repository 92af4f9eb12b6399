#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "domain/shared/clock.h"
#include "infrastructure/tokens/claims.h"
#include "infrastructure/tokens/key_set.h"

namespace marquee::tokens {

/// Why a token is not taken. A closed set.
enum class Refusal {
    /// Not the form, or not the kind, of token that is expected; or too long.
    malformed,
    /// It names no key, or one that is not known (any more).
    unknown_key,
    /// Its algorithm is not allowed, or not that of its key.
    algorithm,
    signature,
    expired,
    /// It is for later, or from the future.
    not_yet,
    issuer,
    audience,
};

/// The name as logs and metrics have it, such as "unknown_key".
std::string_view name_of(Refusal refusal);

/// What a token has to say to be taken.
struct ExpectedToken {
    std::string issuer;
    /// One of the token's audiences.
    std::string audience;
    /// The `typ` of its header; empty when any will do.
    std::string type;
    /// How far the clock that set its times may be off ours.
    std::chrono::seconds skew{30};
};

using Verdict = std::variant<std::shared_ptr<const VerifiedClaims>, Refusal>;

/// Decides whether a token is to be believed. Looks at its claims only when the signature is right.
/// Never takes an algorithm but ES256 and RS256, nor a key that the token brings along. Does not
/// change; callable from any thread.
class TokenVerifier {
public:
    /// Longer tokens (in bytes) are malformed.
    static constexpr std::size_t kMaxLength = 8192;

    TokenVerifier(ExpectedToken expected, Clock clock);

    Verdict verify(std::string_view token, const KeySet& keys) const;

private:
    ExpectedToken expected_;
    Clock clock_;
};

}  // namespace marquee::tokens
