#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

#include "domain/shared/clock.h"
#include "domain/shared/movie_description.h"
#include "domain/shared/movie_id.h"
#include "domain/shared/precondition.h"

namespace marquee::movie {

/// A movie as the catalogue describes it.
struct CatalogueEntry {
    MovieId id;
    MovieDescription description;
    Revision revision = 0;
    Timestamp created_at;
    Timestamp updated_at;
    /// How long ago it was so, when the catalogue can't be asked whether it still is.
    std::optional<std::chrono::milliseconds> age = {};

    bool operator==(const CatalogueEntry&) const = default;
};

/// What people think of a movie; scores are from 1 to 10.
struct MovieRating {
    double average = 0;
    /// At least 1.
    std::int64_t count = 0;
    double weighted = 0;
    /// How many gave 1, 2, … 10.
    std::array<std::int64_t, 10> histogram{};
};

/// What one user thinks of a movie.
struct PersonalRating {
    /// From 1 to 10.
    int score = 0;
    Timestamp rated_at;
};

/// One user's rating of a movie, and everybody's.
struct OwnRating {
    PersonalRating own;
    /// Nothing when it could not be asked.
    std::optional<MovieRating> everybody;
};

/// A movie as visitors see it.
struct Movie {
    CatalogueEntry entry;
    /// Nothing when nobody has rated it, or when `rating_unknown`.
    std::optional<MovieRating> rating;
    /// The ratings could not be asked.
    bool rating_unknown = false;
};

}  // namespace marquee::movie
