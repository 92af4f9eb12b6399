#pragma once

#include "domain/identity/session_repository.h"
#include "infrastructure/database/database.h"
#include "infrastructure/events/event_log.h"

namespace marquee::identity {

/// Sessions in `identity_session`, one row each. That one was revoked is told in the event log.
/// Thread-safe, as the database is.
class SqlSessionRepository : public SessionRepository {
public:
    /// `log` is that of context `identity` and outlives the repository; the migrations have run.
    explicit SqlSessionRepository(events::EventLog& log) : log_(log), database_(log.database()) {}

    bool create(const Call& call, const Session& session, std::int64_t password_version) override;
    std::optional<SessionOfAccount> find(const Call& call, const SessionId& id) override;
    std::vector<Session> list(const Call& call, const AccountId& account, Timestamp now,
                              std::size_t limit) override;
    RenewalResult renew(const Call& call, const SessionId& id, const Renewal& renewal) override;
    bool revoke(const Call& call, const SessionId& id) override;
    std::size_t remove_expired(const Call& call, Timestamp now, std::size_t limit) override;

private:
    events::EventLog& log_;
    database::Database& database_;
};

}  // namespace marquee::identity
