#include "application/identity/api_key_service.h"

#include <string>
#include <utility>

#include "application/identity/permission.h"
#include "application/identity/secret_token.h"
#include "domain/shared/error.h"

namespace marquee::identity {
namespace {

void require_scopes(const Call& call, const ScopeSet& wanted) {
    for (const auto scope : wanted.list()) {
        if (call.caller.may(scope)) continue;
        throw Error(ErrorCode::forbidden,
                    "your role has not the scope " + std::string(name_of(scope)));
    }
}

}  // namespace

ApiKeyService::ApiKeyService(ApiKeyRepository& repository, SecretMint& mint, Clock clock)
    : repository_(repository), mint_(mint), clock_(std::move(clock)) {}

MadeApiKey ApiKeyService::create(const Call& call, const AccountId& account,
                                 const NewApiKey& wanted) {
    require_signed_in_to(call, account);
    require_scopes(call, wanted.scopes);
    const Timestamp now = clock_();
    if (wanted.expires_at && *wanted.expires_at <= now) {
        throw invalid_field("expires_at", "must be in the future");
    }
    const auto secret = mint_.new_secret();
    const ApiKey key{ApiKeyId(mint_.new_id()),     account, wanted.name,       wanted.scopes,
                     mint_.hash_of(secret.view()), now,     wanted.expires_at, std::nullopt};
    if (!repository_.create(call, key)) {
        throw Error(ErrorCode::not_found, "there is no such account, or it is disabled");
    }
    return {key, write_secret_token(kApiKeyKind, key.id.text(), secret)};
}

std::vector<ApiKey> ApiKeyService::list(const Call& call, const AccountId& account) {
    require_signed_in_or_admin(call, account);
    return repository_.list(call, account);
}

void ApiKeyService::revoke(const Call& call, const AccountId& account, const ApiKeyId& id) {
    require_signed_in_or_admin(call, account);
    if (!repository_.revoke(call, account, id)) {
        throw Error(ErrorCode::not_found, "the account has no API key " + id.text());
    }
}

}  // namespace marquee::identity
