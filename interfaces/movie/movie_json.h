#pragma once

#include "nlohmann/json_fwd.hpp"

#include "domain/movie/movie.h"

namespace marquee::movie {

/// The movie as clients see it. Without its rating for want of an answer, it says so in `degraded`.
/// Null when nobody has rated the movie.
nlohmann::ordered_json rating_json(const std::optional<MovieRating>& rating);

nlohmann::ordered_json movie_json(const Movie& movie);

}  // namespace marquee::movie
