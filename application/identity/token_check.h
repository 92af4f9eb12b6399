#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "application/identity/access_tokens.h"
#include "domain/identity/ids.h"
#include "domain/shared/call.h"
#include "domain/shared/caller.h"
#include "domain/shared/clock.h"

namespace marquee::identity {

/// What a token stands for at the moment.
struct TokenFacts {
    Caller caller;
    /// The account's, or the service's.
    std::string name;
    /// Of an access token; otherwise empty.
    std::string token_id;
    /// Of an API key, and when it was last used.
    std::optional<ApiKeyId> api_key;
    std::optional<Timestamp> key_used_at;
    Timestamp issued_at{};
    /// Nothing when it doesn't expire.
    std::optional<Timestamp> expires_at;
};

using TokenVerdict = std::variant<TokenFacts, TokenRefusal>;

/// What a process asks of context identity about each token that it is shown, whoever makes the
/// call. Callable from any thread.
class TokenCheck {
public:
    virtual ~TokenCheck() = default;

    /// What the token, which may be any bytes, stands for at this moment. Throws Error(unavailable)
    /// or Error(deadline_exceeded) when that can't be found out.
    virtual TokenVerdict check(const Call& call, std::string_view token) = 0;
};

}  // namespace marquee::identity
