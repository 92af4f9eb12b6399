#include "infrastructure/events/sql_event_feed.h"

#include <algorithm>
#include <utility>

#include "domain/shared/error.h"
#include "infrastructure/database/database.h"
#include "infrastructure/database/query.h"

namespace marquee::events {
namespace {

using database::Query;
using database::Row;
using std::chrono::steady_clock;

/// How long a commit of another process may go unnoticed.
constexpr std::chrono::milliseconds kLookAgain{500};
/// Events that one statement reads, and after how many bytes an answer is full: a payload can be
/// as large as a request's body.
constexpr std::size_t kPortion = 100;
constexpr std::size_t kFull = 4 << 20;

Event event_of(const Row& row) {
    return {.position = row.number(0),
            .id = row.text(1),
            .type = row.text(2),
            .schema_version = static_cast<int>(row.number(3)),
            .record = row.text(4),
            .occurred_at = Timestamp(std::chrono::milliseconds(row.number(5))),
            .request_id = row.text(6),
            .payload = row.text(7)};
}

/// Adds up to `limit` events that follow `after` without a gap. Those behind a gap, which is where
/// events were pruned meanwhile, are not taken.
std::size_t read_portion(soci::session& session, const std::string& context, std::int64_t after,
                         std::size_t limit, std::vector<Event>& events) {
    const std::size_t before = events.size();
    std::int64_t last = after;
    Query query(session);
    query.sql(
        "SELECT position, id, type, schema_version, record, occurred_at, request_id, payload "
        "FROM ");
    query.sql(context + "_event WHERE position > ").bind(after).sql(" ORDER BY position LIMIT ");
    query.bind(static_cast<std::int64_t>(limit)).each(8, [&](const Row& row) {
        if (row.number(0) != last + 1) return;
        events.push_back(event_of(row));
        ++last;
    });
    return events.size() - before;
}

struct Head {
    std::int64_t position = 0;
    std::int64_t pruned_until = 0;
};

Head read_head(soci::session& session, const std::string& context) {
    Head head;
    Query(session)
        .sql("SELECT position, pruned_until FROM " + context + "_event_head WHERE id = 1")
        .each(2, [&](const Row& row) {
            head = {row.number(0), row.number(1)};
        });
    return head;
}

}  // namespace

SqlEventFeed::SqlEventFeed(database::Database& database, std::string context, Clock now,
                           CommitSignal& commits)
    : database_(database), context_(std::move(context)), now_(std::move(now)), commits_(commits) {}

EventFeed::Answer SqlEventFeed::read(const Call& call, std::int64_t after, std::size_t limit,
                                     Call::Deadline wait_until) {
    while (true) {
        const auto seen = commits_.count();
        if (auto answer = look(call, after, limit)) return *std::move(answer);
        const auto now = steady_clock::now();
        if (now >= wait_until || commits_.closed()) return std::vector<Event>();
        const auto until = std::min({wait_until, call.deadline, now + kLookAgain});
        commits_.wait(seen, until, call.cancelled);
    }
}

/// Nothing when there is nothing yet.
std::optional<EventFeed::Answer> SqlEventFeed::look(const Call& call, std::int64_t after,
                                                    std::size_t limit) {
    return database_.read(call, [&](soci::session& session) -> std::optional<Answer> {
        std::vector<Event> events;
        std::size_t bytes = 0;
        while (events.size() < limit && bytes < kFull) {
            const std::size_t wanted = std::min(kPortion, limit - events.size());
            const std::int64_t last = events.empty() ? after : events.back().position;
            const auto found = read_portion(session, context_, last, wanted, events);
            for (auto i = events.size() - found; i < events.size(); ++i) {
                bytes += events[i].payload.size();
            }
            if (found < wanted) break;
        }
        if (!events.empty()) return events;
        const Head head = read_head(session, context_);
        if (after < head.pruned_until) return EventsPruned{head.pruned_until};
        if (after > head.position) {
            throw invalid_field("after", "is past the last event, " +
                                             std::to_string(head.position) +
                                             ": that is no position of this log");
        }
        return std::nullopt;
    });
}

std::int64_t SqlEventFeed::last_position(const Call& call) {
    return database_.read(
        call, [&](soci::session& session) { return read_head(session, context_).position; });
}

void SqlEventFeed::acknowledge(const Call& call, const std::string& consumer,
                               std::int64_t position) {
    database_.write(call, [&](soci::session& session) {
        Query query(session);
        query.sql("INSERT INTO " + context_ +
                  "_event_consumer (name, position, updated_at) VALUES (");
        query.bind(consumer).sql(", ").bind(position).sql(", ");
        query.bind(now_().time_since_epoch().count()).sql(")");
        query.sql(database_.dialect().on_duplicate({"name"}, {"position", "updated_at"})).execute();
    });
}

}  // namespace marquee::events
