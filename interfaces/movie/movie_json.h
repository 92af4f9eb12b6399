#pragma once

#include "nlohmann/json_fwd.hpp"

#include "domain/movie/movie.h"

namespace marquee::movie {

/// Null when nobody has rated the movie.
nlohmann::ordered_json rating_json(const std::optional<MovieRating>& rating);

/// The movie as clients see it. What it lacks for want of an answer, or has from before, is named
/// in `degraded`.
nlohmann::ordered_json movie_json(const Movie& movie);

}  // namespace marquee::movie
