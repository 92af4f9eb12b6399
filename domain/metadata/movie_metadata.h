#pragma once

#include "domain/shared/clock.h"
#include "domain/shared/movie_description.h"
#include "domain/shared/movie_id.h"
#include "domain/shared/precondition.h"

namespace marquee::metadata {

/// A movie as the catalogue keeps it: its description, and when it came to be so.
struct MovieMetadata {
    MovieId id;
    MovieDescription description;
    Revision revision = 0;
    Timestamp created_at;
    Timestamp updated_at;

    bool operator==(const MovieMetadata&) const = default;
};

/// The state after `id` is described anew at `now`. `current` is what is stored, if anything: its
/// creation time stays, and the new revision is later than its own.
MovieMetadata describe(const MovieId& id, MovieDescription description,
                       const std::optional<MovieMetadata>& current, Timestamp now);

}  // namespace marquee::metadata
