#pragma once

#include <string>

#include "domain/shared/movie_description.h"
#include "interfaces/import/movielens_rows.h"

namespace marquee::movielens {

/// What the files but tags.csv say of a movie. `imdb` and `tmdb` are empty when it has none.
MovieDescription describe(MovieRow row, const std::string& imdb, const std::string& tmdb);

/// `stored` with what MovieLens says put in its place. Where MovieLens has no value, and in the
/// fields that it does not know, what is stored stays. So do the keywords: those that are new,
/// whatever their case, come after them, as long as there is room.
MovieDescription merge(const MovieDescription& stored, const MovieDescription& imported);

}  // namespace marquee::movielens
