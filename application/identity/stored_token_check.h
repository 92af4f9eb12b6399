#pragma once

#include <string_view>

#include "application/identity/access_tokens.h"
#include "application/identity/secret_mint.h"
#include "application/identity/token_check.h"
#include "domain/identity/api_key_repository.h"
#include "domain/identity/service_repository.h"
#include "domain/identity/session_repository.h"
#include "domain/shared/clock.h"

namespace marquee::identity {

/// Says what access tokens and API keys stand for, by what is stored at the moment: the session,
/// the key, the account and its role. Callable from any thread.
class StoredTokenCheck : public TokenCheck {
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

    explicit StoredTokenCheck(Parts parts);

    TokenVerdict check(const Call& call, std::string_view token) override;

private:
    TokenVerdict check_session(const Call& call, const AccessClaims& claims);
    TokenVerdict check_service(const Call& call, const AccessClaims& claims);
    TokenVerdict check_api_key(const Call& call, std::string_view token);

    Parts parts_;
};

}  // namespace marquee::identity
