#include "application/identity/session_service.h"

#include <utility>

#include "application/identity/permission.h"
#include "domain/shared/error.h"

namespace marquee::identity {

SessionService::SessionService(SessionRepository& repository, Clock clock)
    : repository_(repository), clock_(std::move(clock)) {}

std::vector<Session> SessionService::list(const Call& call, const AccountId& account) {
    require_signed_in_or_admin(call, account);
    return repository_.list(call, account, clock_(), kMostListed);
}

void SessionService::end(const Call& call, const AccountId& account, const SessionId& id) {
    require_signed_in_or_admin(call, account);
    const auto found = repository_.find(call, id);
    // Which is somebody else's is not told from which is nobody's.
    if (!found || found->account.id != account || !repository_.revoke(call, id)) {
        throw Error(ErrorCode::not_found, "the account has no session " + id.text());
    }
}

}  // namespace marquee::identity
