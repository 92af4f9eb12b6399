#include "application/movie/movie_removal.h"

#include <utility>

#include "domain/shared/error.h"

namespace marquee::movie {

MovieRemoval::MovieRemoval(RemovalRepository& removals, Catalogue& catalogue, Audience& audience,
                           std::string worker)
    : removals_(removals), catalogue_(catalogue), audience_(audience), worker_(std::move(worker)) {}

bool MovieRemoval::remove(const Call& call, const MovieId& id, std::optional<Revision> revision) {
    const Removal removal{id, RemovalStep::requested, revision};
    if (!removals_.begin(call, removal, worker_, kLease)) {
        // Another worker is at it and sees to the ratings; that the movie is gone is promised here.
        remove_from_catalogue(call, removal);
        return true;
    }
    const bool described = run_first_step(call, removal);
    try {
        run_last_steps(call, removal);
    } catch (const Error&) {
        // The movie is gone and the removal is recorded: the rest is left to finish_next.
    }
    return described;
}

bool MovieRemoval::finish_next(const Call& call) {
    const auto removal = removals_.claim(call, worker_, kLease);
    if (!removal) return false;
    if (removal->step == RemovalStep::requested) run_first_step(call, *removal);
    run_last_steps(call, *removal);
    return true;
}

bool MovieRemoval::under_way(const Call& call, const MovieId& id) {
    return removals_.under_way(call, id);
}

bool MovieRemoval::remove_from_catalogue(const Call& call, const Removal& removal) {
    if (!removal.revision) return catalogue_.remove(call, removal.movie, {});
    Precondition unchanged;
    unchanged.revisions = {*removal.revision};
    try {
        return catalogue_.remove(call, removal.movie, unchanged);
    } catch (const Error& error) {
        // A movie that is gone fails a precondition too, but is what was wanted.
        if (error.code() != ErrorCode::precondition_failed ||
            catalogue_.find(call, removal.movie)) {
            throw;
        }
        return false;
    }
}

bool MovieRemoval::run_first_step(const Call& call, const Removal& removal) {
    try {
        return remove_from_catalogue(call, removal);
    } catch (const Error& error) {
        // Refused: it is not the movie that was meant. Anything else leaves the removal to a later
        // try, when this worker's lease has ended.
        if (error.code() == ErrorCode::precondition_failed) {
            removals_.end(call, removal.movie, worker_);
        }
        throw;
    }
}

void MovieRemoval::run_last_steps(const Call& call, const Removal& removal) {
    if (removal.step == RemovalStep::requested &&
        !removals_.advance(call, removal.movie, worker_, RemovalStep::described_no_more)) {
        return;  // Its lease ended, and another worker took it over.
    }
    audience_.forget(call, removal.movie);
    removals_.end(call, removal.movie, worker_);
}

}  // namespace marquee::movie
