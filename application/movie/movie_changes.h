#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "domain/movie/listing.h"
#include "domain/shared/call.h"
#include "domain/shared/clock.h"

namespace marquee::movie {

/// Changes that follow a position, in the order in which they came to be.
struct ChangeBatch {
    std::vector<MovieChange> changes;
    /// The position after the last of them: at least that asked for. It may have moved without a
    /// change, past events that say nothing of movies.
    std::int64_t until = 0;
    /// When the first event of the batch occurred; meaningless when `until` did not move.
    Timestamp first_at{};
};

/// The changes that were asked for are no longer kept.
struct ChangesPruned {};

/// What changed in another context, in the movie context's words. Callable from any thread. Every
/// method throws Error(unavailable) or Error(deadline_exceeded) when it can't be asked.
class MovieChanges {
public:
    virtual ~MovieChanges() = default;

    /// The changes of up to `limit` events after position `after`. When there is none, waits for
    /// one until `wait_until`, and answers an empty batch then. Throws Error(invalid) when the
    /// source never came so far.
    virtual std::variant<ChangeBatch, ChangesPruned> read(const Call& call, std::int64_t after,
                                                          std::size_t limit,
                                                          Call::Deadline wait_until) = 0;

    /// The position of the last event.
    virtual std::int64_t last_position(const Call& call) = 0;

    /// Lets the source forget what came until `position`.
    virtual void acknowledge(const Call& call, std::int64_t position) = 0;
};

}  // namespace marquee::movie
