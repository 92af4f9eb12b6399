#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "domain/metadata/movie_metadata.h"
#include "domain/shared/call.h"

namespace marquee::metadata {

/// Where movies' metadata is kept. Callable from any thread.
/// Every method throws Error(unavailable) when the store can't be reached or has no room,
/// Error(deadline_exceeded) when the call's deadline comes first, and, if it writes,
/// Error(unknown_outcome) when the store was lost at the moment of commit.
class MetadataRepository {
public:
    /// Given a movie's id and its stored state, if any, answers the state to store, or nothing to
    /// leave it as it is. What it throws undoes the whole update. May be called more than once.
    using Change = std::function<std::optional<MovieMetadata>(
        const MovieId&, const std::optional<MovieMetadata>& current)>;
    /// Throws to refuse.
    using Check = std::function<void(const MovieMetadata& current)>;

    virtual ~MetadataRepository() = default;

    /// The movie, or nothing when there is none by that name.
    virtual std::optional<MovieMetadata> find(const Call& call, const MovieRef& ref) = 0;

    /// As find, for each of `refs` in their order.
    virtual std::vector<std::optional<MovieMetadata>> find_many(
        const Call& call, const std::vector<MovieRef>& refs) = 0;

    /// Up to `limit` (≥ 1) movies whose ids follow `after`, from the first one without it, in the
    /// byte order of their ids.
    virtual std::vector<MovieMetadata> scan(const Call& call, const std::optional<MovieId>& after,
                                            std::size_t limit) = 0;

    /// Applies `change` to each of `ids` (each at most once, in their order), all or none, as if
    /// nobody else wrote. Throws Error(conflict) when an external id belongs to another movie.
    virtual void update(const Call& call, const std::vector<MovieId>& ids,
                        const Change& change) = 0;

    /// Removes the movie after `check` agreed; false when there is none.
    virtual bool remove(const Call& call, const MovieId& id, const Check& check) = 0;

    /// Whether there is no movie at all.
    virtual bool empty(const Call& call) = 0;
};

}  // namespace marquee::metadata
