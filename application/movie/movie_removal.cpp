#include "application/movie/movie_removal.h"

#include <utility>

#include "domain/shared/error.h"

namespace marquee::movie {

MovieRemoval::MovieRemoval(RemovalRepository& removals, Catalogue& catalogue, Audience& audience,
                           std::string worker)
    : removals_(removals),
      catalogue_(catalogue),
      audience_(audience),
      worker_(std::move(worker)) {}

bool MovieRemoval::remove(const Call& call, const MovieId& id, std::optional<Revision> revision) {
    const Removal removal{id, RemovalStep::requested, revision};
    if (!removals_.begin(call, removal, worker_, kLease)) {
        // Another worker is at it. What it has promised holds here too: the movie is gone.
        catalogue_.remove(call, id, {});
        return true;
    }
    return run(call, removal);
}

bool MovieRemoval::finish_next(const Call& call) {
    const auto removal = removals_.claim(call, worker_, kLease);
    if (!removal) return false;
    if (removal->step == RemovalStep::requested) {
        run(call, *removal);
    } else {
        finish(call, removal->movie);
    }
    return true;
}

bool MovieRemoval::under_way(const Call& call, const MovieId& id) {
    return removals_.under_way(call, id);
}

bool MovieRemoval::run(const Call& call, const Removal& removal) {
    Precondition precondition;
    if (removal.revision) precondition.revisions = {*removal.revision};
    // An absent movie fails a precondition too; that it is absent is no reason to stop here.
    const bool described = catalogue_.find(call, removal.movie).has_value();
    try {
        if (described) catalogue_.remove(call, removal.movie, precondition);
    } catch (const Error& error) {
        // Refused: it is not the movie that was meant. Anything else leaves the removal to a later
        // try, when this worker's lease has ended.
        if (error.code() == ErrorCode::precondition_failed) {
            removals_.end(call, removal.movie, worker_);
        }
        throw;
    }
    if (removals_.advance(call, removal.movie, worker_, RemovalStep::described_no_more)) {
        finish(call, removal.movie);
    }
    return described;
}

void MovieRemoval::finish(const Call& call, const MovieId& id) {
    audience_.forget(call, id);
    removals_.end(call, id, worker_);
}

}  // namespace marquee::movie
