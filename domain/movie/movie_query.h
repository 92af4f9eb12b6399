#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace marquee::movie {

/// The orders in which movies are listed. What a movie lacks puts it last: one that nobody has
/// rated by rating, one without a year by year. Equals follow in the order in which they came.
enum class MovieSort {
    /// Best match first; only with a text.
    relevance,
    /// By weighted rating, the best first.
    best_rated,
    /// By number of ratings, the most first.
    most_rated,
    newest_release,
    oldest_release,
    /// By title, without regard to case, diacritics and a leading article.
    title,
    /// By when they were added, the latest first.
    latest_added,
};

/// Which movies to list, all conditions together, and in which order.
struct MovieQuery {
    /// What the visitor typed into the search box; empty for no condition.
    std::string text;
    /// A person's name; empty for no condition.
    std::string person;
    /// Genres to the letter, but for case: the movie has all of them.
    std::vector<std::string> genres;
    std::optional<int> year_from;
    std::optional<int> year_to;
    /// What the mean of the movie's scores is at least, 1 to 10.
    std::optional<double> min_rating;
    /// How many ratings it has at least.
    std::optional<std::int64_t> min_votes;
    MovieSort sort = MovieSort::best_rated;

    bool operator==(const MovieQuery&) const = default;
};

/// Where a page of a list ended, and as of when its pages are read: a walk from page to page sees
/// the list as it was when it began, however it changes meanwhile.
struct ListPosition {
    /// The build of the read model, and the state of it, that the walk began with.
    std::int64_t generation = 0;
    std::int64_t version = 0;
    /// Number and sum of all scores then, which the weighted rating goes by.
    std::int64_t rating_count = 0;
    std::int64_t score_sum = 0;
    /// How well the last movie of the page matched the text: from 0, the best; 0 without a text.
    int tier = 0;
    /// What it was sorted by: a number, or a title's key.
    double key = 0;
    std::string title_key;
    /// The movie's number in the read model.
    std::int64_t number = 0;

    bool operator==(const ListPosition&) const = default;
};

/// How many of the movies found have something in common.
struct FacetCount {
    std::string value;
    std::int64_t count = 0;

    bool operator==(const FacetCount&) const = default;
};

}  // namespace marquee::movie
