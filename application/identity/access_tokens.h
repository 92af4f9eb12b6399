#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "domain/identity/ids.h"
#include "domain/shared/call.h"
#include "domain/shared/caller.h"
#include "domain/shared/clock.h"

namespace marquee::identity {

/// What an access token says: whose it is, and until when.
struct AccessClaims {
    enum class Holder {
        /// Somebody who signed in here: `session` is there.
        account,
        /// A service of ours.
        service,
        /// Somebody whom another issuer knows, and of whom nothing is stored here.
        external,
    };

    Holder holder = Holder::account;
    /// The account's id, or the service's, or the one made for somebody external.
    std::string subject;
    std::string name;
    Role role = Role::viewer;
    std::optional<SessionId> session;
    /// Of no meaning for an account, which may do all that its role may.
    ScopeSet limit;
    std::string token_id;
    Timestamp issued_at{};
    Timestamp expires_at{};
};

/// Why a token is not good. A closed set.
enum class TokenRefusal {
    /// It is none of ours, or was changed.
    invalid,
    expired,
    /// It was revoked, or its account is disabled or gone.
    ended,
};

/// Signs and verifies access tokens. Looks at nothing that is stored but the keys. Callable from
/// any thread. Both throw Error(unavailable) when the keys can't be had.
class AccessTokens {
public:
    virtual ~AccessTokens() = default;

    /// The token; the parts of seconds of its times are cut off.
    virtual std::string sign(const AccessClaims& claims) = 0;

    /// What the token says, if it is to be believed at this moment.
    virtual std::variant<AccessClaims, TokenRefusal> verify(const Call& call,
                                                            std::string_view token) = 0;
};

}  // namespace marquee::identity
