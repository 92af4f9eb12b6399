#include "domain/metadata/movie_metadata.h"

#include <algorithm>
#include <utility>

namespace marquee::metadata {

MovieMetadata describe(const MovieId& id, MovieDescription description,
                       const std::optional<MovieMetadata>& current, Timestamp now) {
    // Time puts the revision past that of an earlier movie with this id, now removed; the increment
    // keeps it growing when the clock does not.
    const Revision by_time = now.time_since_epoch().count() * 1000;
    return MovieMetadata{
        .id = id,
        .description = std::move(description),
        .revision = current ? std::max(current->revision + 1, by_time) : by_time,
        .created_at = current ? current->created_at : now,
        .updated_at = current ? std::max(current->updated_at, now) : now,
    };
}

}  // namespace marquee::metadata
