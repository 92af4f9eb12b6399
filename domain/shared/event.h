#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "domain/shared/call.h"
#include "domain/shared/clock.h"

namespace marquee {

/// Something that changed in a context, as its log keeps it.
struct Event {
    /// From 1, in the order of the commits, without gaps.
    std::int64_t position = 0;
    /// A UUID.
    std::string id;
    /// Such as "movie.described".
    std::string type;
    /// That of the payload: it grows when a field changes its meaning or goes.
    int schema_version = 1;
    /// What it is about: a movie's id, or a rated record as "type/id".
    std::string record;
    Timestamp occurred_at{};
    /// The request that changed it.
    std::string request_id;
    /// A JSON object.
    std::string payload;

    bool operator==(const Event&) const = default;
};

/// The events that were asked for are no longer kept.
struct EventsPruned {
    /// The position after which reading can go on, without those that are gone.
    std::int64_t start_after = 0;

    bool operator==(const EventsPruned&) const = default;
};

/// What changed in one context, for whoever follows it. Callable from any thread. Every method
/// throws Error(unavailable) when the log can't be reached, and Error(deadline_exceeded) when the
/// call's deadline comes first.
class EventFeed {
public:
    using Answer = std::variant<std::vector<Event>, EventsPruned>;

    virtual ~EventFeed() = default;

    /// The events after position `after` (≥ 0), in commit order, up to `limit` (≥ 1), but fewer
    /// when they are large. None is ever left out: who asks on after the last one gets each event
    /// once. When there is none, waits for one until `wait_until`, or until the feed is closed;
    /// answers none then. Throws Error(invalid), blaming `after`, when the log never came so far.
    virtual Answer read(const Call& call, std::int64_t after, std::size_t limit,
                        Call::Deadline wait_until) = 0;

    /// The position of the last event; 0 when there has been none.
    virtual std::int64_t last_position(const Call& call) = 0;

    /// Records that `consumer` (1 to 64 characters) has no more need of the events until
    /// `position`. From the first time on, events after it are kept for its sake; a consumer that
    /// has not been heard of for 30 days is forgotten, so an idle one repeats itself daily.
    virtual void acknowledge(const Call& call, const std::string& consumer,
                             std::int64_t position) = 0;
};

}  // namespace marquee
