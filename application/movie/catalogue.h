#pragma once

#include <optional>
#include <vector>

#include "domain/movie/movie.h"
#include "domain/shared/call.h"

namespace marquee::movie {

/// A described movie, and whether it is new.
struct CatalogueWrite {
    CatalogueEntry entry;
    bool created = false;
};

/// What context `movie` asks of the one that knows what movies are. Every method throws
/// Error(unavailable) or Error(deadline_exceeded) when it can't be asked, and a write
/// Error(unknown_outcome) when its fate is unknown. Callable from any thread.
class Catalogue {
public:
    virtual ~Catalogue() = default;

    /// The movie, or nothing when there is none by that name. One that can't be asked at the moment
    /// may answer find and find_many with what it knew, which then has an age.
    virtual std::optional<CatalogueEntry> find(const Call& call, const MovieRef& ref) = 0;

    /// As find, for each of `refs` in their order.
    virtual std::vector<std::optional<CatalogueEntry>> find_many(
        const Call& call, const std::vector<MovieRef>& refs) = 0;

    /// Up to `limit` (≥ 1) movies whose ids follow `after`, from the first one without it, in the
    /// byte order of their ids. They may be fewer although there are more; they are none only when
    /// there are none.
    virtual std::vector<CatalogueEntry> scan(const Call& call, const std::optional<MovieId>& after,
                                             std::size_t limit) = 0;

    /// Describes the movie, new or anew. Throws Error(invalid) with fields,
    /// Error(precondition_failed), or Error(conflict) when an external id is another movie's.
    virtual CatalogueWrite describe(const Call& call, const MovieId& id,
                                    const MovieDescription& description,
                                    const Precondition& precondition) = 0;

    /// Removes the movie; false when there is none. Throws Error(precondition_failed).
    virtual bool remove(const Call& call, const MovieId& id, const Precondition& precondition) = 0;
};

}  // namespace marquee::movie
