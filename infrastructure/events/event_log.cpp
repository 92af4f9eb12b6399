#include "infrastructure/events/event_log.h"

#include <algorithm>
#include <prometheus/counter.h>
#include <prometheus/registry.h>
#include <utility>

#include "infrastructure/database/database.h"
#include "infrastructure/database/query.h"

namespace marquee::events {
namespace {

using database::Query;

/// What one statement inserts at most: it fits into a packet (16 MiB, which is MariaDB's default),
/// even when every character has to be escaped. A single event is smaller, as requests are.
constexpr std::size_t kRows = 100;
constexpr std::size_t kPayloadBytes = 4 << 20;

/// How many of the events, of which there are some, one statement takes; at least 1.
std::size_t portion(std::span<const NewEvent> events) {
    std::size_t bytes = 0;
    std::size_t count = 0;
    for (const auto& event : events.first(std::min(events.size(), kRows))) {
        bytes += event.payload.size();
        if (count > 0 && bytes > kPayloadBytes) break;
        ++count;
    }
    return count;
}

}  // namespace

EventLog::EventLog(database::Database& database, std::string context, EventLogParts parts,
                   CommitSignal& commits, prometheus::Registry& metrics)
    : database_(database),
      context_(std::move(context)),
      parts_(std::move(parts)),
      commits_(commits),
      appended_(prometheus::BuildCounter()
                    .Name("marquee_events_appended_total")
                    .Help("Events that this process appended to a context's log.")
                    .Register(metrics)
                    .Add({{"context", context_}})) {}

void EventLog::write(const Call& call, const Work& work) {
    std::size_t count = 0;
    database_.write(call, [&](soci::session& session) {
        std::vector<NewEvent> events;
        work(session, events);
        append(session, call, events);
        count = events.size();
    });
    if (count == 0) return;
    appended_.Increment(static_cast<double>(count));
    commits_.notify();
}

void EventLog::append(soci::session& session, const Call& call,
                      const std::vector<NewEvent>& events) {
    if (events.empty()) return;
    const std::string head = context_ + "_event_head";
    Query(session)
        .sql("UPDATE " + head + " SET position = position + ")
        .bind(static_cast<std::int64_t>(events.size()))
        .sql(" WHERE id = 1")
        .execute();
    const std::string position = "SELECT position FROM " + head + " WHERE id = 1";
    if (events.size() == 1) {
        // Read where it is needed, which spares a round trip while everybody else waits.
        insert(session, call, events, [&](Query& query) { query.sql("(" + position + ")"); });
        return;
    }
    std::int64_t next = 1 - static_cast<std::int64_t>(events.size());
    Query(session).sql(position).each(1, [&](const database::Row& row) { next += row.number(0); });
    for (std::span<const NewEvent> left = events; !left.empty();) {
        const auto now = left.first(portion(left));
        insert(session, call, now, [&](Query& query) { query.bind(next++); });
        left = left.subspan(now.size());
    }
}

void EventLog::insert(soci::session& session, const Call& call, std::span<const NewEvent> events,
                      const std::function<void(Query&)>& add_position) {
    const std::int64_t now = parts_.now().time_since_epoch().count();
    Query query(session);
    query.sql("INSERT INTO " + context_ +
              "_event (position, id, type, schema_version, record, payload, occurred_at, "
              "request_id) VALUES ");
    std::string_view between = "(";
    for (const auto& event : events) {
        add_position(query.sql(between));
        query.sql(", ").bind(parts_.new_id()).sql(", ").bind(event.type).sql(", ");
        query.bind(std::int64_t{event.schema_version}).sql(", ").bind(event.record).sql(", ");
        query.bind(event.payload).sql(", ").bind(now).sql(", ").bind(call.request_id).sql(")");
        between = ", (";
    }
    query.execute();
}

}  // namespace marquee::events
