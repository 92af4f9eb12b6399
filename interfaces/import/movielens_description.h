#pragma once

#include <string>

#include "domain/shared/movie_description.h"
#include "interfaces/import/movielens_rows.h"

namespace marquee::movielens {

/// What MovieLens says of a movie. `imdb` and `tmdb` are empty when it has none.
MovieDescription describe(MovieRow row, const std::string& imdb, const std::string& tmdb);

/// `stored` with what MovieLens says put in its place. Where MovieLens has no value, and in the
/// fields that it does not know, what is stored stays.
MovieDescription merge(const MovieDescription& stored, const MovieDescription& imported);

}  // namespace marquee::movielens
