#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "domain/identity/credentials.h"
#include "domain/shared/call.h"

namespace marquee::identity {

/// A refresh token that was presented, and the one that is to follow it.
struct Renewal {
    SecretHash presented;
    SecretHash next;
    Timestamp now{};
    /// The session's new end.
    Timestamp expires_at{};
};

/// What became of a renewal.
struct RenewalResult {
    enum class Outcome {
        /// The next token is the good one now.
        renewed,
        /// The presented token was replaced before, so somebody has stolen one: the session has
        /// been revoked.
        reused,
        /// There is no such session, or it has expired, or its account is disabled.
        ended,
    };

    Outcome outcome = Outcome::ended;
    /// As it is now; only of one that was renewed.
    std::optional<SessionOfAccount> session;
};

/// Where sessions are kept, as long as they last. Callable from any thread. Errors as in
/// AccountRepository.
class SessionRepository {
public:
    virtual ~SessionRepository() = default;

    /// Stores a new session; false when its account is gone or disabled, or its password no longer
    /// has `password_version`.
    virtual bool create(const Call& call, const Session& session,
                        std::int64_t password_version) = 0;

    /// The session and its account, as both are now, whether expired or disabled; nothing when it
    /// was revoked.
    virtual std::optional<SessionOfAccount> find(const Call& call, const SessionId& id) = 0;

    /// Up to `limit` (≥ 1) sessions of the account that have not expired at `now`, the one that was
    /// used last first.
    virtual std::vector<Session> list(const Call& call, const AccountId& account, Timestamp now,
                                      std::size_t limit) = 0;

    /// Of several at a time with one token, one renews the session, and the next one revokes it.
    virtual RenewalResult renew(const Call& call, const SessionId& id, const Renewal& renewal) = 0;

    /// Ends the session; false when there is none.
    virtual bool revoke(const Call& call, const SessionId& id) = 0;

    /// Removes up to `limit` (≥ 1) sessions that have expired at `now`; answers how many. None are
    /// left when they are fewer than `limit`.
    virtual std::size_t remove_expired(const Call& call, Timestamp now, std::size_t limit) = 0;
};

}  // namespace marquee::identity
