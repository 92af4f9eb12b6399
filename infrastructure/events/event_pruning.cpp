#include "infrastructure/events/event_pruning.h"

#include <algorithm>
#include <limits>

#include "infrastructure/database/database.h"
#include "infrastructure/database/query.h"

namespace marquee::events {
namespace {

using database::Query;
using database::Row;

constexpr std::int64_t kPortion = 1000;

void forget_consumers(soci::session& session, const std::string& context, Timestamp now) {
    Query(session)
        .sql("DELETE FROM " + context + "_event_consumer WHERE updated_at < ")
        .bind((now - kConsumerForgotten).time_since_epoch().count())
        .execute();
}

/// Up to where consumers and the number of events let events go.
struct Bounds {
    std::int64_t consumed = std::numeric_limits<std::int64_t>::max();
    std::int64_t too_many = 0;
};

Bounds read_bounds(soci::session& session, const std::string& context, std::int64_t max_count) {
    Bounds bounds;
    Query(session)
        .sql("SELECT MIN(position) FROM " + context + "_event_consumer")
        .each(1, [&](const Row& row) {
            bounds.consumed = row.optional_number(0).value_or(bounds.consumed);
        });
    Query(session)
        .sql("SELECT position FROM " + context + "_event_head WHERE id = 1")
        .each(1, [&](const Row& row) { bounds.too_many = row.number(0) - max_count; });
    return bounds;
}

}  // namespace

bool prune_events(database::Database& database, const std::string& context, const Call& call,
                  const EventRetention& retention, Timestamp now) {
    const std::int64_t oldest = (now - retention.max_age).time_since_epoch().count();
    return database.write(call, [&](soci::session& session) {
        forget_consumers(session, context, now);
        const Bounds bounds = read_bounds(session, context, retention.max_count);
        std::int64_t until = 0;
        std::int64_t count = 0;
        bool ended = false;
        // Only from the front, in the order of positions: clocks of several writers may differ, and
        // a gap would look like a lost event.
        Query(session)
            .sql("SELECT position, occurred_at FROM " + context + "_event ORDER BY position LIMIT ")
            .bind(kPortion)
            .each(2, [&](const Row& row) {
                const std::int64_t position = row.number(0);
                const bool spare = row.number(1) < oldest || position <= bounds.too_many;
                ended = ended || !spare || position > bounds.consumed;
                if (ended) return;
                until = position;
                ++count;
            });
        if (count == 0) return false;
        Query(session)
            .sql("DELETE FROM " + context + "_event WHERE position <= ")
            .bind(until)
            .execute();
        // The head row comes last, as in every transaction that takes it.
        Query(session)
            .sql("UPDATE " + context + "_event_head SET pruned_until = ")
            .bind(until)
            .sql(" WHERE id = 1 AND pruned_until < ")
            .bind(until)
            .execute();
        return count == kPortion;
    });
}

}  // namespace marquee::events
