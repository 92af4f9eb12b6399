#include "infrastructure/identity/jwt_access_tokens.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "domain/shared/text.h"
#include "infrastructure/tokens/base64url.h"
#include "infrastructure/tokens/token_hash.h"

namespace marquee::identity {
namespace {

using tokens::VerifiedClaims;
using Verdict = std::variant<AccessClaims, TokenRefusal>;

constexpr std::size_t kRemembered = 65'536;
/// So that a key that is no longer good doesn't matter for longer.
constexpr std::chrono::minutes kRememberedFor{1};

/// A subject of another issuer, as an id that is neither an account's nor a service's.
std::string external_id(const std::string& issuer, const std::string& subject) {
    const auto hash = tokens::hash_of(issuer + "\n" + subject);
    return "ext-" + tokens::base64url({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

/// The first of these claims that has a text.
std::string first_text(const VerifiedClaims& claims, std::initializer_list<const char*> names) {
    for (const char* name : names) {
        const auto at = claims.texts.find(name);
        if (at != claims.texts.end() && !at->second.empty()) return at->second;
    }
    return "";
}

/// What all tokens say.
AccessClaims common_claims(const VerifiedClaims& claims, AccessClaims::Holder holder) {
    AccessClaims result;
    result.holder = holder;
    result.subject = claims.subject;
    result.token_id = claims.token_id;
    result.expires_at = claims.expires_at;
    result.issued_at = claims.issued_at.value_or(Timestamp());
    return result;
}

/// What a token of ours says. One that lacks something was not made by this version.
Verdict our_claims(const VerifiedClaims& claims) {
    const auto role = role_named(first_text(claims, {"role"}));
    if (!role || !is_opaque_name(claims.subject)) return TokenRefusal::invalid;
    const bool is_service = *role == Role::service;
    auto result = common_claims(
        claims, is_service ? AccessClaims::Holder::service : AccessClaims::Holder::account);
    result.name = first_text(claims, {"name"});
    result.role = *role;
    if (is_service) {
        const auto limit = parse_scopes(first_text(claims, {"scope"}));
        if (!limit) return TokenRefusal::invalid;
        result.limit = *limit;
        return result;
    }
    const auto session = first_text(claims, {"sid"});
    if (!is_opaque_name(session)) return TokenRefusal::invalid;
    result.session.emplace(session);
    return result;
}

TokenRefusal refusal_of(tokens::Refusal refusal) {
    return refusal == tokens::Refusal::expired ? TokenRefusal::expired : TokenRefusal::invalid;
}

}  // namespace

const std::vector<std::string>& external_roles() {
    static const std::vector<std::string> roles{"viewer", "editor", "admin"};
    return roles;
}

JwtAccessTokens::JwtAccessTokens(tokens::KeyRing& ring, Ours ours, std::optional<External> external,
                                 Clock clock)
    : ring_(ring),
      ours_(std::move(ours)),
      external_(std::move(external)),
      clock_(std::move(clock)),
      our_verifier_({ours_.issuer, ours_.audience, tokens::kAccessTokenType}, clock_),
      verified_(kRemembered, clock_) {
    if (!external_) return;
    // Issuers differ in the type that they give their tokens.
    external_verifier_.emplace(tokens::ExpectedToken{external_->issuer, external_->audience, ""},
                               clock_);
}

std::string JwtAccessTokens::sign(const AccessClaims& claims) {
    tokens::Claims written;
    written.issuer = ours_.issuer;
    written.subject = claims.subject;
    written.audience = {ours_.audience};
    written.token_id = claims.token_id;
    written.issued_at = claims.issued_at;
    written.not_before = claims.issued_at;
    written.expires_at = claims.expires_at;
    written.texts["name"] = claims.name;
    written.texts["role"] = name_of(claims.role);
    if (claims.session) written.texts["sid"] = claims.session->text();
    if (claims.holder == AccessClaims::Holder::service) {
        written.texts["scope"] = text_of(claims.limit);
    }
    return ring_.signer()->sign(written);
}

std::variant<AccessClaims, TokenRefusal> JwtAccessTokens::verify(const Call&,
                                                                 std::string_view token) {
    if (token.size() > tokens::TokenVerifier::kMaxLength) return TokenRefusal::invalid;
    const auto hash = tokens::hash_of(token);
    if (const auto known = verified_.find(hash)) return *known;
    auto verdict = verify_anew(token);
    if (const auto* claims = std::get_if<AccessClaims>(&verdict)) {
        verified_.put(hash, std::make_shared<const AccessClaims>(*claims),
                      std::min(claims->expires_at, clock_() + kRememberedFor));
    }
    return verdict;
}

JwtAccessTokens::Verdict JwtAccessTokens::verify_anew(std::string_view token) const {
    const auto ours = our_verifier_.verify(token, *ring_.keys());
    if (const auto* claims = std::get_if<std::shared_ptr<const VerifiedClaims>>(&ours)) {
        return our_claims(**claims);
    }
    if (auto external = verify_external(token)) return *std::move(external);
    return refusal_of(std::get<tokens::Refusal>(ours));
}

/// Nothing when the token is not the other issuer's.
std::optional<JwtAccessTokens::Verdict> JwtAccessTokens::verify_external(
    std::string_view token) const {
    if (!external_verifier_) return std::nullopt;
    const auto verdict = external_verifier_->verify(token, *external_->keys.keys());
    if (const auto* refusal = std::get_if<tokens::Refusal>(&verdict)) {
        if (*refusal == tokens::Refusal::unknown_key) external_->keys.miss();
        if (*refusal == tokens::Refusal::expired) return TokenRefusal::expired;
        return std::nullopt;
    }
    const auto& claims = *std::get<std::shared_ptr<const VerifiedClaims>>(verdict);
    const auto role = external_->rule.role_for(*claims.document);
    if (!role) return TokenRefusal::invalid;
    auto result = common_claims(claims, AccessClaims::Holder::external);
    result.subject = external_id(claims.issuer, claims.subject);
    result.name = first_text(claims, {"name", "preferred_username", "email"});
    result.role = role_named(*role).value();
    return result;
}

}  // namespace marquee::identity
