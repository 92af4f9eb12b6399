#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "domain/shared/call.h"
#include "domain/shared/clock.h"
#include "domain/shared/movie_id.h"
#include "domain/shared/precondition.h"

namespace marquee::movie {

/// How far the removal of a movie has come. A finished one is no longer stored.
enum class RemovalStep {
    /// Wanted, nothing done yet.
    requested,
    /// The catalogue no longer has the movie; its ratings may still be there.
    described_no_more,
};

/// The removal of a movie from every context, under way.
struct Removal {
    MovieId movie;
    RemovalStep step = RemovalStep::requested;
    /// The state of the movie that the removal is meant for.
    Revision revision = 0;
    /// When it was asked for: ratings that came later are not the removed movie's.
    Timestamp requested_at{};
};

/// Where removals under way are kept, so that they finish after a crash. A removal is worked on by
/// one worker at a time: whoever began or claimed it has it for the lease it was given, by the
/// store's clock. Callable from any thread. Errors as in the other repositories.
class RemovalRepository {
public:
    virtual ~RemovalRepository() = default;

    /// Stores and claims a new removal; false when there is one of that movie already.
    virtual bool begin(const Call& call, const Removal& removal, const std::string& worker,
                       std::chrono::milliseconds lease) = 0;

    /// Claims a removal that nobody holds, or nothing.
    virtual std::optional<Removal> claim(const Call& call, const std::string& worker,
                                         std::chrono::milliseconds lease) = 0;

    virtual bool under_way(const Call& call, const MovieId& movie) = 0;

    /// Records the step; false when `worker` no longer holds the removal.
    virtual bool advance(const Call& call, const MovieId& movie, const std::string& worker,
                         RemovalStep step) = 0;

    /// Forgets the removal, finished or given up, if `worker` holds it.
    virtual void end(const Call& call, const MovieId& movie, const std::string& worker) = 0;
};

}  // namespace marquee::movie
