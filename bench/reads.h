#pragma once

#include "bench/options.h"

namespace marquee::bench {

/// Ids of movies that have these numbers of ratings.
inline constexpr int kRatedMovies[] = {1, 1'000, 1'000'000};

/// The id of the movie with so many of them.
std::string rated_movie(int ratings);

/// GET /v1/movies/{id}, by wrk. Servers: "small" and "large" serve the generated catalogue, the
/// first with the rated movies, the second with options.movies; "nginx" answers "/" with the bytes
/// of small's most rated movie.
void reads(const Options& options);

}  // namespace marquee::bench
