#pragma once

#include <optional>

#include "domain/movie/movie.h"

namespace marquee::json {
class TextWriter;
}

namespace marquee::movie {

/// Null when nobody has rated the movie.
void write_rating(const std::optional<MovieRating>& rating, json::TextWriter& writer);

/// The movie as clients see it. What it lacks for want of an answer, or has from before, is named
/// in `degraded`.
void write_movie(const Movie& movie, json::TextWriter& writer);

}  // namespace marquee::movie
