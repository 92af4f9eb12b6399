#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "domain/rating/rating.h"
#include "domain/shared/clock.h"
#include "interfaces/import/movielens_title.h"

namespace marquee::movielens {

/// A row of links.csv: what others call a movie.
struct LinkRow {
    std::int64_t movie = 0;
    /// With its "tt"; empty when the row has none.
    std::string imdb;
    /// Empty when the row has none.
    std::string tmdb;
};

/// A row of movies.csv, its texts in NFC.
struct MovieRow {
    std::int64_t movie = 0;
    Title title;
    /// Each once.
    std::vector<std::string> genres;
};

/// A row of tags.csv. Who gave the tag and when makes no difference.
struct TagRow {
    std::int64_t movie = 0;
    /// In NFC, without white space at its ends, and with single spaces in it; valid as a keyword.
    std::string tag;
};

/// A row of ratings.csv.
struct RatingRow {
    std::int64_t user = 0;
    std::int64_t movie = 0;
    rating::Score score;
    Timestamp rated_at;
};

/// A row, or why it is none.
template <typename Row>
using Parsed = std::variant<Row, std::string>;

Parsed<LinkRow> parse_link_row(const std::vector<std::string>& fields);
Parsed<MovieRow> parse_movie_row(const std::vector<std::string>& fields);
Parsed<TagRow> parse_tag_row(const std::vector<std::string>& fields);
/// Ratings are from 0.5 to 5.0 in halves, times whole seconds since 1970.
Parsed<RatingRow> parse_rating_row(const std::vector<std::string>& fields);

}  // namespace marquee::movielens
