#pragma once

#include <optional>
#include <string>

#include "application/identity/access_tokens.h"
#include "infrastructure/tokens/claims_rule.h"
#include "infrastructure/tokens/external_keys.h"
#include "infrastructure/tokens/key_ring.h"
#include "infrastructure/tokens/token_verifier.h"
#include "infrastructure/tokens/verified_tokens.h"

namespace marquee::identity {

/// Access tokens that are JSON Web Tokens: ours, and those of one other issuer if there is one.
/// Tokens that were verified are remembered for a minute.
class JwtAccessTokens : public AccessTokens {
public:
    /// Who ours are by and for: `iss` and `aud`.
    struct Ours {
        std::string issuer;
        std::string audience;
    };

    /// Another issuer. Its people have no accounts here: they are known by ids that are made of
    /// the issuer and the subject, and no account has such a one.
    struct External {
        std::string issuer;
        std::string audience;
        /// Outlives the tokens.
        tokens::ExternalKeys& keys;
        /// Gives the names of roles that accounts may have.
        tokens::ClaimsRule rule;
    };

    /// `ring` outlives the tokens.
    JwtAccessTokens(tokens::KeyRing& ring, Ours ours, std::optional<External> external,
                    Clock clock);

    std::string sign(const AccessClaims& claims) override;
    std::variant<AccessClaims, TokenRefusal> verify(const Call& call,
                                                    std::string_view token) override;

private:
    using Verdict = std::variant<AccessClaims, TokenRefusal>;

    Verdict verify_anew(std::string_view token) const;
    std::optional<Verdict> verify_external(std::string_view token) const;

    tokens::KeyRing& ring_;
    Ours ours_;
    std::optional<External> external_;
    Clock clock_;
    tokens::TokenVerifier our_verifier_;
    std::optional<tokens::TokenVerifier> external_verifier_;
    tokens::VerifiedTokens<AccessClaims> verified_;
};

/// The roles that the rule for an external issuer may give.
const std::vector<std::string>& external_roles();

}  // namespace marquee::identity
