#pragma once

#include <cstddef>
#include <vector>

#include "domain/identity/session_repository.h"
#include "domain/shared/call.h"
#include "domain/shared/clock.h"

namespace marquee::identity {

/// Shows people where they are signed in, and ends what they don't know of. Callable from any
/// thread. Every method throws what AccountRepository does, and Error(unauthenticated) or
/// Error(forbidden) unless the caller signed in to the account or, for somebody else's, may
/// administer.
class SessionService {
public:
    /// More sessions are not shown.
    static constexpr std::size_t kMostListed = 100;

    /// The repository outlives the service.
    SessionService(SessionRepository& repository, Clock clock);

    /// The sessions that stand, the one that was used last first.
    std::vector<Session> list(const Call& call, const AccountId& account);

    /// Throws Error(not_found) when the account has none by that id.
    void end(const Call& call, const AccountId& account, const SessionId& id);

private:
    SessionRepository& repository_;
    Clock clock_;
};

}  // namespace marquee::identity
