#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "application/movie/audience.h"
#include "application/movie/catalogue.h"
#include "domain/movie/removal_repository.h"
#include "domain/shared/clock.h"

namespace marquee::movie {

/// The process that removes a movie from every context: first the catalogue, so that nobody sees it
/// any more, then its ratings. Each step is recorded before the next and may be repeated, so that a
/// removal that was cut off by a crash or an absent part is finished later, by any instance.
/// Whoever begins one has the right to; its steps are made by Marquee itself. Callable from any
/// thread.
class MovieRemoval {
public:
    /// How long one worker has a removal for itself. Longer than that takes only a call without an
    /// earlier deadline that is stuck for so long.
    static constexpr std::chrono::milliseconds kLease = std::chrono::seconds(30);

    /// All outlive the process. `instance` is this instance's name, unlike every other's, of up to
    /// 40 characters.
    MovieRemoval(RemovalRepository& removals, Catalogue& catalogue, Audience& audience,
                 std::string instance, Clock clock);

    /// Removes the movie at `revision`; false when there is no such movie. Returns when the
    /// catalogue has it no more; when its ratings can't be removed yet, finish_next will do it.
    /// Throws Error(precondition_failed) when the movie was changed since, Error(conflict) when it
    /// is being removed already, and what the catalogue throws when it can't be asked: then the
    /// removal goes on later.
    bool remove(const Call& call, const MovieId& id, Revision revision);

    /// Finishes one removal that nobody works on; false when there is none. Throws
    /// Error(precondition_failed) when it gave one up, because the movie was changed since.
    bool finish_next(const Call& call);

    /// Whether the movie is being removed.
    bool under_way(const Call& call, const MovieId& id);

private:
    std::string new_worker();
    bool remove_from_catalogue(const Call& call, const Removal& removal);
    bool run_first_step(const Call& call, const Removal& removal, const std::string& worker);
    void run_last_steps(const Call& call, const Removal& removal, const std::string& worker);

    RemovalRepository& removals_;
    Catalogue& catalogue_;
    Audience& audience_;
    std::string instance_;
    Clock clock_;
    std::atomic<std::uint64_t> workers_ = 0;
};

}  // namespace marquee::movie
