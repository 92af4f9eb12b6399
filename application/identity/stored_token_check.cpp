#include "application/identity/stored_token_check.h"

#include <stdexcept>
#include <utility>

#include "application/identity/secret_token.h"

namespace marquee::identity {
namespace {

TokenFacts facts_of(const AccessClaims& claims, Caller caller, std::string name) {
    return {std::move(caller), std::move(name),  claims.token_id,  std::nullopt,
            std::nullopt,      claims.issued_at, claims.expires_at};
}

}  // namespace

StoredTokenCheck::StoredTokenCheck(Parts parts) : parts_(std::move(parts)) {}

TokenVerdict StoredTokenCheck::check(const Call& call, std::string_view token) {
    if (is_secret_token(kApiKeyKind, token)) return check_api_key(call, token);
    const auto verdict = parts_.access_tokens.verify(call, token);
    if (const auto* refusal = std::get_if<TokenRefusal>(&verdict)) return *refusal;
    const auto& claims = std::get<AccessClaims>(verdict);
    switch (claims.holder) {
        case AccessClaims::Holder::account:
            return check_session(call, claims);
        case AccessClaims::Holder::service:
            return check_service(call, claims);
        case AccessClaims::Holder::external:
            return facts_of(claims, Caller::of_account(claims.subject, claims.role), claims.name);
    }
    throw std::logic_error("a token of a holder of no kind");
}

TokenVerdict StoredTokenCheck::check_session(const Call& call, const AccessClaims& claims) {
    const auto found = parts_.sessions.find(call, claims.session.value());
    if (!found || found->account.disabled || found->account.id.text() != claims.subject ||
        found->session.expires_at <= parts_.clock()) {
        return TokenRefusal::ended;
    }
    // The role that the account has now, whichever it had when the token was signed.
    Caller caller = Caller::of_account(claims.subject, found->account.role);
    caller.session_id = found->session.id.text();
    return facts_of(claims, std::move(caller), found->account.name.text());
}

TokenVerdict StoredTokenCheck::check_service(const Call& call, const AccessClaims& claims) {
    const auto service = parts_.services.find(call, ServiceId(claims.subject));
    if (!service) return TokenRefusal::ended;
    return facts_of(claims, Caller::of_account(claims.subject, Role::service, claims.limit),
                    service->name.text());
}

TokenVerdict StoredTokenCheck::check_api_key(const Call& call, std::string_view token) {
    const auto presented = read_secret_token(kApiKeyKind, token);
    if (!presented) return TokenRefusal::invalid;
    const auto found = parts_.api_keys.find(call, ApiKeyId(presented->id));
    if (!found || !parts_.mint.matches(presented->secret.view(), found->key.secret_hash)) {
        return TokenRefusal::invalid;
    }
    const auto& [key, account] = *found;
    if (account.disabled) return TokenRefusal::ended;
    if (key.expires_at && *key.expires_at <= parts_.clock()) return TokenRefusal::expired;
    return TokenFacts{Caller::of_account(account.id.text(), account.role, key.scopes),
                      account.name.text(),
                      "",
                      key.id,
                      key.used_at,
                      key.created_at,
                      key.expires_at};
}

}  // namespace marquee::identity
