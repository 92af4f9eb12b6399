#pragma once

#include "domain/metadata/movie_metadata.h"
#include "infrastructure/events/event_log.h"

namespace marquee::metadata {

/// "movie.described": the movie as it is now, whole.
events::NewEvent described_event(const MovieMetadata& movie);

/// "movie.removed": which movie, and the revision that it had.
events::NewEvent removed_event(const MovieMetadata& movie);

}  // namespace marquee::metadata
