#include "application/movie/movie_removal.h"

#include <utility>

#include "domain/shared/error.h"

namespace marquee::movie {

MovieRemoval::MovieRemoval(RemovalRepository& removals, Catalogue& catalogue, Audience& audience,
                           std::string instance, Clock clock)
    : removals_(removals),
      catalogue_(catalogue),
      audience_(audience),
      instance_(std::move(instance)),
      clock_(std::move(clock)) {}

bool MovieRemoval::remove(const Call& call, const MovieId& id, Revision revision) {
    const Removal removal{id, RemovalStep::requested, revision, clock_()};
    const std::string worker = new_worker();
    if (!removals_.begin(call, removal, worker, kLease)) {
        throw Error(ErrorCode::conflict,
                    "movie " + id.text() + " is being removed already; look again soon");
    }
    const bool described = run_first_step(call, removal, worker);
    try {
        run_last_steps(call, removal, worker);
    } catch (const Error&) {
        // The movie is gone and the removal is recorded: the rest is left to finish_next.
    }
    return described;
}

bool MovieRemoval::finish_next(const Call& call) {
    const std::string worker = new_worker();
    const auto removal = removals_.claim(call, worker, kLease);
    if (!removal) return false;
    if (removal->step == RemovalStep::requested) run_first_step(call, *removal, worker);
    run_last_steps(call, *removal, worker);
    return true;
}

bool MovieRemoval::under_way(const Call& call, const MovieId& id) {
    return removals_.under_way(call, id);
}

/// One for each piece of work: of two in the same instance, too, the second holds the removal.
std::string MovieRemoval::new_worker() {
    return instance_ + "-" + std::to_string(++workers_);
}

bool MovieRemoval::remove_from_catalogue(const Call& call, const Removal& removal) {
    Precondition unchanged;
    unchanged.revisions = {removal.revision};
    try {
        return catalogue_.remove(call.by_system(), removal.movie, unchanged);
    } catch (const Error& error) {
        // A movie that is gone fails a precondition too, but is what was wanted.
        if (error.code() != ErrorCode::precondition_failed ||
            catalogue_.find(call, removal.movie)) {
            throw;
        }
        return false;
    }
}

bool MovieRemoval::run_first_step(const Call& call, const Removal& removal,
                                  const std::string& worker) {
    try {
        return remove_from_catalogue(call, removal);
    } catch (const Error& error) {
        // Refused: it is not the movie that was meant. Anything else leaves the removal to a later
        // try, when this worker's lease has ended.
        if (error.code() == ErrorCode::precondition_failed) {
            removals_.end(call, removal.movie, worker);
        }
        throw;
    }
}

void MovieRemoval::run_last_steps(const Call& call, const Removal& removal,
                                  const std::string& worker) {
    if (removal.step == RemovalStep::requested &&
        !removals_.advance(call, removal.movie, worker, RemovalStep::described_no_more)) {
        return;  // Its lease ended, and another worker took it over.
    }
    audience_.forget(call.by_system(), removal.movie, removal.requested_at);
    removals_.end(call, removal.movie, worker);
}

}  // namespace marquee::movie
