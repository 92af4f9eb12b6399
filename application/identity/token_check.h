#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "application/identity/access_tokens.h"
#include "application/identity/secret_mint.h"
#include "domain/identity/api_key_repository.h"
#include "domain/identity/service_repository.h"
#include "domain/identity/session_repository.h"
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

/// Says what access tokens and API keys stand for, by what is stored at the moment: the session,
/// the key, the account and its role. Callable from any thread. Throws Error as AccountRepository.
class TokenCheck {
public:
    /// What it is made of outlives it.
    struct Parts {
        SessionRepository& sessions;
        ApiKeyRepository& api_keys;
        ServiceRepository& services;
        AccessTokens& access_tokens;
        SecretMint& mint;
        Clock clock;
    };

    explicit TokenCheck(Parts parts);

    TokenVerdict check(const Call& call, std::string_view token);

private:
    TokenVerdict check_session(const Call& call, const AccessClaims& claims);
    TokenVerdict check_service(const Call& call, const AccessClaims& claims);
    TokenVerdict check_api_key(const Call& call, std::string_view token);

    Parts parts_;
};

}  // namespace marquee::identity
