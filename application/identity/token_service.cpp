#include "application/identity/token_service.h"

#include <string>
#include <utility>

#include "application/identity/permission.h"
#include "application/identity/secret_token.h"
#include "domain/shared/permission.h"
#include "domain/shared/text.h"

namespace marquee::identity {
namespace {

/// A session is not limited: its refresh token could not keep to that.
bool fits(const std::optional<ScopeSet>& asked, Role role) {
    return !asked || *asked == ScopeSet::of(role);
}

}  // namespace

TokenService::TokenService(AccountService& accounts, TokenCheck& check,
                           StoredTokenCheck::Parts parts, const Lifetimes& lifetimes)
    : accounts_(accounts), check_(check), parts_(std::move(parts)), lifetimes_(lifetimes) {}

Grant TokenService::sign_in(const Call& call, std::string_view name, std::string_view password,
                            const std::optional<ScopeSet>& scopes) {
    const auto account = accounts_.sign_in(call, name, password);
    if (!account) return Denial::wrong_credentials;
    if (!fits(scopes, account->role)) return Denial::wrong_scopes;
    const auto secret = parts_.mint.new_secret();
    const Timestamp now = parts_.clock();
    const Session session{
        SessionId(parts_.mint.new_id()), account->id, parts_.mint.hash_of(secret.view()), now, now,
        now + lifetimes_.session};
    if (!parts_.sessions.create(call, session, account->password_version)) {
        return Denial::wrong_credentials;
    }
    return issue(session, *account, secret);
}

Grant TokenService::refresh(const Call& call, std::string_view refresh_token,
                            const std::optional<ScopeSet>& scopes) {
    const auto presented = read_secret_token(kRefreshTokenKind, refresh_token);
    if (!presented) return Denial::wrong_credentials;
    const SessionId id(presented->id);
    if (scopes) {
        // Asked first, so that a wrong wish doesn't use up the token.
        const auto found = parts_.sessions.find(call, id);
        if (found && parts_.mint.matches(presented->secret.view(), found->session.secret_hash) &&
            !fits(scopes, found->account.role)) {
            return Denial::wrong_scopes;
        }
    }
    const auto secret = parts_.mint.new_secret();
    const Timestamp now = parts_.clock();
    const auto renewal =
        parts_.sessions.renew(call, id,
                              {parts_.mint.hash_of(presented->secret.view()),
                               parts_.mint.hash_of(secret.view()), now, now + lifetimes_.session});
    if (!renewal.session) return Denial::wrong_credentials;
    return issue(renewal.session->session, renewal.session->account, secret);
}

std::optional<ServiceCredential> TokenService::find_service(const Call& call,
                                                            std::string_view client_id,
                                                            std::string_view secret) {
    if (!is_opaque_name(client_id) || !secret.starts_with(kServiceSecretPrefix)) {
        return std::nullopt;
    }
    secret.remove_prefix(kServiceSecretPrefix.size());
    auto found = parts_.services.find(call, ServiceId(std::string(client_id)));
    if (!found || !parts_.mint.matches(secret, found->secret_hash)) return std::nullopt;
    return found;
}

Grant TokenService::issue_to(const ServiceCredential& service,
                             const std::optional<ScopeSet>& scopes) {
    const ScopeSet all = ScopeSet::of(Role::service);
    if (scopes && !all.contains_all(*scopes)) return Denial::wrong_scopes;
    const ScopeSet granted = scopes.value_or(all);
    const Timestamp now = parts_.clock();
    std::string token = parts_.access_tokens.sign(
        {AccessClaims::Holder::service, service.id.text(), service.name.text(), Role::service,
         std::nullopt, granted, parts_.mint.new_id(), now, now + lifetimes_.access_token});
    return IssuedTokens{SecretText(std::move(token)), lifetimes_.access_token, std::nullopt,
                        granted};
}

Revocation TokenService::revoke(const Call& call, std::string_view token) {
    if (is_secret_token(kApiKeyKind, token)) {
        revoke_api_key(call, token);
        return Revocation::done;
    }
    if (const auto presented = read_secret_token(kRefreshTokenKind, token)) {
        // An old one as well: who has it either is a thief, or was robbed.
        parts_.sessions.revoke(call, SessionId(presented->id));
        return Revocation::done;
    }
    const auto verdict = parts_.access_tokens.verify(call, token);
    const auto* claims = std::get_if<AccessClaims>(&verdict);
    if (!claims) return Revocation::done;
    if (!claims->session) return Revocation::unsupported;
    parts_.sessions.revoke(call, *claims->session);
    return Revocation::done;
}

void TokenService::revoke_api_key(const Call& call, std::string_view token) {
    const auto presented = read_secret_token(kApiKeyKind, token);
    if (!presented) return;
    const ApiKeyId id(presented->id);
    const auto found = parts_.api_keys.find(call, id);
    if (!found || !parts_.mint.matches(presented->secret.view(), found->key.secret_hash)) return;
    parts_.api_keys.revoke(call, found->account.id, id);
}

std::optional<TokenFacts> TokenService::introspect(const Call& call, std::string_view token) {
    if (call.caller.role != Role::service) require(call, Scope::admin);
    if (is_secret_token(kRefreshTokenKind, token)) return introspect_refresh_token(call, token);
    const auto verdict = check_.check(call, token);
    const auto* facts = std::get_if<TokenFacts>(&verdict);
    return facts ? std::optional(*facts) : std::nullopt;
}

std::optional<TokenFacts> TokenService::introspect_refresh_token(const Call& call,
                                                                 std::string_view token) {
    const auto presented = read_secret_token(kRefreshTokenKind, token);
    if (!presented) return std::nullopt;
    const auto found = parts_.sessions.find(call, SessionId(presented->id));
    if (!found || found->account.disabled || found->session.expires_at <= parts_.clock() ||
        !parts_.mint.matches(presented->secret.view(), found->session.secret_hash)) {
        return std::nullopt;
    }
    const auto& [session, account] = *found;
    TokenFacts facts;
    facts.caller = Caller::of_account(account.id.text(), account.role);
    facts.caller.session_id = session.id.text();
    facts.name = account.name.text();
    facts.issued_at = session.used_at;
    facts.expires_at = session.expires_at;
    return facts;
}

IssuedTokens TokenService::issue(const Session& session, const Account& account,
                                 const SecretText& secret) {
    const Timestamp now = parts_.clock();
    const ScopeSet scopes = ScopeSet::of(account.role);
    std::string token = parts_.access_tokens.sign(
        {AccessClaims::Holder::account, account.id.text(), account.name.text(), account.role,
         session.id, scopes, parts_.mint.new_id(), now, now + lifetimes_.access_token});
    return {SecretText(std::move(token)), lifetimes_.access_token,
            write_secret_token(kRefreshTokenKind, session.id.text(), secret), scopes};
}

}  // namespace marquee::identity
