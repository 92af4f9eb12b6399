#include "infrastructure/events/event_log.h"

#include <algorithm>
#include <chrono>
#include <prometheus/counter.h>
#include <prometheus/registry.h>
#include <thread>
#include <utility>

#include "domain/shared/error.h"
#include "infrastructure/database/database.h"
#include "infrastructure/database/query.h"

namespace marquee::events {
namespace {

using database::Query;

/// What one statement inserts at most: it fits into a packet (16 MiB, which is MariaDB's default),
/// even when every character has to be escaped. A single event is smaller, as requests are.
constexpr std::size_t kPayloadBytes = 4 << 20;

/// How often a write is tried whose commits are lost, and known not to have happened.
constexpr int kMaxTries = 3;
/// How long, and how often, the database is asked what became of a lost commit.
constexpr std::chrono::seconds kLongest{30};
constexpr std::chrono::milliseconds kFirstPause{20};
/// Events at the log's end among which that of a lost commit is looked for: more than others can
/// have added meanwhile.
constexpr std::int64_t kRecent = 1'000'000;

/// How many of the events, of which there are some, one statement takes that has `rows` at most; at
/// least 1.
std::size_t portion(std::span<const NewEvent> events, std::size_t rows) {
    std::size_t bytes = 0;
    std::size_t count = 0;
    for (const auto& event : events.first(std::min(events.size(), rows))) {
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
    Written written;
    for (int tries = 1; !store(call, work, written); ++tries) {
        if (tries == kMaxTries) {
            throw Error(ErrorCode::unavailable, "the database was lost whenever it stored this");
        }
    }
    if (written.ids.empty()) return;
    appended_.Increment(static_cast<double>(written.ids.size()));
    if (parts_.committed) parts_.committed(written.records);
    commits_.notify();
}

/// Whether the work is stored; what was written. What a lost commit came to is looked up.
bool EventLog::store(const Call& call, const Work& work, Written& written) {
    try {
        database_.write(call, [&](soci::session& session) {
            written = {};
            std::vector<NewEvent> events;
            work(session, events);
            for (const auto& event : events) {
                written.ids.push_back(parts_.new_id());
                written.records.push_back(event.record);
            }
            append(session, call, events, written.ids);
        });
        return true;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::unknown_outcome || written.ids.empty()) throw;
        const auto stored = find_out(call, written.ids.back());
        if (!stored) throw;
        return *stored;
    }
}

/// Whether the event with this id, which a transaction of this process was to store, is there; or
/// nothing, when that can't be known before the call's end.
std::optional<bool> EventLog::find_out(const Call& call, const std::string& id) {
    const auto give_up = std::min(call.deadline, std::chrono::steady_clock::now() + kLongest);
    for (auto pause = kFirstPause; !call.expired(); pause *= 2) {
        try {
            return is_stored(call, id);
        } catch (const Error&) {
            // It is still away.
            if (std::chrono::steady_clock::now() + pause >= give_up) return std::nullopt;
            std::this_thread::sleep_for(pause);
        }
    }
    return std::nullopt;
}

bool EventLog::is_stored(const Call& call, const std::string& id) {
    return database_.write(call, [&](soci::session& session) {
        // Waits until the transaction in question has ended, should the database still be at it.
        const std::int64_t last = advance(session, 0);
        bool found = false;
        Query(session)
            .sql("SELECT id FROM " + context_ + "_event WHERE position > ")
            .bind(last - kRecent)
            .sql(" AND id = ")
            .bind(id)
            .each(1, [&](const database::Row&) { found = true; });
        return found;
    });
}

/// Takes hold of the log until the transaction's end, and moves its head on; to where.
std::int64_t EventLog::advance(soci::session& session, std::size_t events) {
    const bool returns = database_.engine() == database::Engine::sqlite;
    Query query(session);
    query.sql("UPDATE " + context_ + "_event_head SET position = ");
    query.sql(returns ? "position + " : "LAST_INSERT_ID(position + ");
    query.bind(static_cast<std::int64_t>(events)).sql(returns ? "" : ")").sql(" WHERE id = 1");
    long long position = 0;
    if (returns) {
        query.sql(" RETURNING position").each(1, [&](const auto& row) {
            position = row.number(0);
        });
    } else {
        // The answer to the statement holds it, so it takes no round trip of its own.
        query.execute();
        session.get_last_insert_id("", position);
    }
    return position;
}

void EventLog::append(soci::session& session, const Call& call, const std::vector<NewEvent>& events,
                      std::span<const std::string> ids) {
    if (events.empty()) return;
    std::int64_t next =
        advance(session, events.size()) + 1 - static_cast<std::int64_t>(events.size());
    const std::size_t rows = database::rows_in_statement(session);
    Query query(session);
    for (std::span<const NewEvent> left = events; !left.empty();) {
        const auto now = left.first(portion(left, rows));
        insert(query.restart(), call, now, ids, next);
        left = left.subspan(now.size());
        ids = ids.subspan(now.size());
        next += static_cast<std::int64_t>(now.size());
    }
}

void EventLog::insert(Query& query, const Call& call, std::span<const NewEvent> events,
                      std::span<const std::string> ids, std::int64_t position) {
    const std::int64_t now = parts_.now().time_since_epoch().count();
    query.sql("INSERT INTO " + context_ +
              "_event (position, id, type, schema_version, record, payload, occurred_at, "
              "request_id) VALUES ");
    std::string_view between = "(";
    auto id = ids.begin();
    for (const auto& event : events) {
        query.sql(between).bind(position++).sql(", ").bind(*id++).sql(", ");
        query.bind(event.type).sql(", ");
        query.bind(std::int64_t{event.schema_version}).sql(", ").bind(event.record).sql(", ");
        query.bind(event.payload).sql(", ").bind(now).sql(", ");
        query.bind(event.request_id.empty() ? call.request_id : event.request_id).sql(")");
        between = ", (";
    }
    query.execute();
}

}  // namespace marquee::events
