#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <variant>

#include "application/identity/account_service.h"
#include "application/identity/stored_token_check.h"

namespace marquee::identity {

/// Tokens that were given to somebody.
struct IssuedTokens {
    SecretText access_token;
    std::chrono::seconds expires_in{};
    /// Nothing for a service.
    std::optional<SecretText> refresh_token;
    ScopeSet scopes;
};

/// Why no tokens are given. A closed set.
enum class Denial {
    /// The name, the password or the refresh token is wrong, or not good any more.
    wrong_credentials,
    /// More, or for an account less, than its role may do was asked for.
    wrong_scopes,
};

using Grant = std::variant<IssuedTokens, Denial>;

/// What became of the wish to revoke a token.
enum class Revocation {
    /// It is not good, or not any more.
    done,
    /// It can't be revoked: it is a service's, which has no session.
    unsupported,
};

/// Gives tokens to those who may have them, and takes them back. Callable from any thread. Besides
/// what it names, every method throws what AccountRepository does.
class TokenService {
public:
    struct Lifetimes {
        std::chrono::seconds access_token = std::chrono::minutes(15);
        /// From the last use of its refresh token on.
        std::chrono::seconds session = std::chrono::days(30);
    };

    /// `check`, which is made of `parts`, and `accounts` outlive the service.
    TokenService(AccountService& accounts, TokenCheck& check, StoredTokenCheck::Parts parts,
                 const Lifetimes& lifetimes);

    /// Begins a session. `scopes`, when there are any, have to be those of the account's role: a
    /// session is not limited. Throws what PasswordHasher does.
    Grant sign_in(const Call& call, std::string_view name, std::string_view password,
                  const std::optional<ScopeSet>& scopes);

    /// Goes on with the session of the refresh token, which is of no use from then on: whoever
    /// presents it once more ends the session.
    Grant refresh(const Call& call, std::string_view refresh_token,
                  const std::optional<ScopeSet>& scopes);

    /// The service, if that is its secret.
    std::optional<ServiceCredential> find_service(const Call& call, std::string_view client_id,
                                                  std::string_view secret);
    /// A token for the service, limited to `scopes` when there are any.
    Grant issue_to(const ServiceCredential& service, const std::optional<ScopeSet>& scopes);

    /// Ends the session of a refresh token or of an access token, or revokes an API key. A token
    /// that is not good is as good as revoked.
    Revocation revoke(const Call& call, std::string_view token);

    /// What a token stands for, or nothing when it isn't good. Throws Error(unauthenticated) or
    /// Error(forbidden) unless the caller is a service or may administer.
    std::optional<TokenFacts> introspect(const Call& call, std::string_view token);

private:
    IssuedTokens issue(const Session& session, const Account& account, const SecretText& secret);
    std::optional<TokenFacts> introspect_refresh_token(const Call& call, std::string_view token);
    void revoke_api_key(const Call& call, std::string_view token);

    AccountService& accounts_;
    TokenCheck& check_;
    StoredTokenCheck::Parts parts_;
    Lifetimes lifetimes_;
};

}  // namespace marquee::identity
