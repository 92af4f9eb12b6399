#pragma once

#include "domain/identity/service_repository.h"
#include "infrastructure/database/database.h"
#include "infrastructure/events/event_log.h"

namespace marquee::identity {

/// Services' credentials in `identity_service`, one row each. Each that is made or revoked is told
/// in the event log. Thread-safe, as the database is.
class SqlServiceRepository : public ServiceRepository {
public:
    /// `log` is that of context `identity` and outlives the repository; the migrations have run.
    explicit SqlServiceRepository(events::EventLog& log) : log_(log), database_(log.database()) {}

    void create(const Call& call, const ServiceCredential& service) override;
    std::optional<ServiceCredential> find(const Call& call, const ServiceId& id) override;
    std::vector<ServiceCredential> list(const Call& call) override;
    bool revoke(const Call& call, const ServiceId& id) override;

private:
    events::EventLog& log_;
    database::Database& database_;
};

}  // namespace marquee::identity
