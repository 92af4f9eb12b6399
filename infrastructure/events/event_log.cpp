#include "infrastructure/events/event_log.h"

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

/// How many events from `first` on one statement takes; at least 1.
std::size_t portion(const std::vector<NewEvent>& events, std::size_t first) {
    std::size_t bytes = events[first].payload.size();
    std::size_t end = first + 1;
    while (end < events.size() && end - first < kRows) {
        bytes += events[end].payload.size();
        if (bytes > kPayloadBytes) break;
        ++end;
    }
    return end - first;
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
    // Read back where it is needed, which spares a round trip while everybody else waits.
    const std::string position = "((SELECT position FROM " + head + " WHERE id = 1) - ";
    const std::int64_t now = parts_.now().time_since_epoch().count();
    for (std::size_t next = 0; next < events.size();) {
        Query insert(session);
        insert.sql("INSERT INTO " + context_ +
                   "_event (position, id, type, schema_version, record, payload, occurred_at, "
                   "request_id) VALUES ");
        const std::size_t end = next + portion(events, next);
        for (std::string_view between; next < end; ++next, between = ", ") {
            const NewEvent& event = events[next];
            insert.sql(between).sql("(").sql(position);
            insert.bind(static_cast<std::int64_t>(events.size() - next - 1)).sql("), ");
            insert.bind(parts_.new_id()).sql(", ").bind(event.type).sql(", ");
            insert.bind(std::int64_t{event.schema_version}).sql(", ").bind(event.record);
            insert.sql(", ").bind(event.payload).sql(", ").bind(now).sql(", ");
            insert.bind(call.request_id).sql(")");
        }
        insert.execute();
    }
}

}  // namespace marquee::events
