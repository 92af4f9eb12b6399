#include "infrastructure/identity/sql_service_repository.h"

#include "infrastructure/database/query.h"
#include "infrastructure/identity/identity_events.h"
#include "infrastructure/identity/identity_rows.h"

namespace marquee::identity {
namespace {

using database::Query;
using database::Row;
using Events = std::vector<events::NewEvent>;

constexpr const char* kSelect = "SELECT id, name, secret_hash, created_at FROM identity_service";
constexpr std::size_t kColumnCount = 4;

ServiceCredential service_of(const Row& row) {
    return {ServiceId(row.text(0)), Label(row.text(1)), SecretHash(row.text(2)),
            time_of(row.number(3))};
}

}  // namespace

void SqlServiceRepository::create(const Call& call, const ServiceCredential& service) {
    log_.write(call, [&](soci::session& session, Events& events) {
        Query query(session);
        query.sql("INSERT INTO identity_service (id, name, secret_hash, created_at) VALUES (");
        query.bind(service.id.text()).sql(", ").bind(service.name.text()).sql(", ");
        query.bind(service.secret_hash.text()).sql(", ");
        query.bind(milliseconds_of(service.created_at)).sql(")").execute();
        events.push_back(service_created_event(service.id));
    });
}

std::optional<ServiceCredential> SqlServiceRepository::find(const Call& call, const ServiceId& id) {
    return database_.read(call, [&](soci::session& session) {
        std::optional<ServiceCredential> result;
        Query query(session);
        query.sql(kSelect).sql(" WHERE id = ").bind(id.text());
        query.each(kColumnCount, [&](const Row& row) { result = service_of(row); });
        return result;
    });
}

std::vector<ServiceCredential> SqlServiceRepository::list(const Call& call) {
    return database_.read(call, [&](soci::session& session) {
        std::vector<ServiceCredential> result;
        Query query(session);
        query.sql(kSelect).sql(" ORDER BY created_at, id");
        query.each(kColumnCount, [&](const Row& row) { result.push_back(service_of(row)); });
        return result;
    });
}

bool SqlServiceRepository::revoke(const Call& call, const ServiceId& id) {
    bool revoked = false;
    log_.write(call, [&](soci::session& session, Events& events) {
        revoked = Query(session)
                      .sql("DELETE FROM identity_service WHERE id = ")
                      .bind(id.text())
                      .execute() > 0;
        if (revoked) events.push_back(service_revoked_event(id));
    });
    return revoked;
}

}  // namespace marquee::identity
