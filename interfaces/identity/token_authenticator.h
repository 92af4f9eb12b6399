#pragma once

#include "application/identity/token_cache.h"
#include "interfaces/http/authenticator.h"

namespace marquee::identity {

/// Knows callers by their access tokens and API keys.
class TokenAuthenticator : public http::Authenticator {
public:
    /// `cache` outlives it.
    explicit TokenAuthenticator(TokenCache& cache) : cache_(cache) {}

    Caller caller_of(const Call& call, std::string_view token) override;
    std::optional<Caller> known_caller(std::string_view token) override;

private:
    TokenCache& cache_;
};

}  // namespace marquee::identity
