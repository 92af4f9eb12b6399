#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "domain/shared/call.h"
#include "domain/shared/clock.h"

namespace marquee::database {
class Database;
}

namespace marquee::events {

/// Which events are kept.
struct EventRetention {
    /// Older ones go,
    std::chrono::milliseconds max_age{};
    /// and those before the last so many.
    std::int64_t max_count = 0;
};

/// A consumer that has said nothing for so long no longer holds events back.
constexpr std::chrono::hours kConsumerForgotten{30 * 24};

/// Deletes a portion of the oldest events of `context` that need not be kept at `now`, and forgets
/// consumers that are gone; true when there may be more to delete. Events that a consumer has not
/// acknowledged stay. Callable from any thread and in several processes at a time. Errors as in
/// Database.
bool prune_events(database::Database& database, const std::string& context, const Call& call,
                  const EventRetention& retention, Timestamp now);

}  // namespace marquee::events
