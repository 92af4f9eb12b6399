#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/movie/movie_query.h"
#include "domain/shared/call.h"

namespace marquee::movie {

/// What to tell of all that was found, beside a page of it.
struct FindOptions {
    bool total = false;
    bool genre_facet = false;
    bool decade_facet = false;
};

/// A page of what was found: movies by their numbers in a generation of the listing.
struct Found {
    std::int64_t generation = 0;
    /// Number and sum of all scores then, which the weighted rating goes by.
    std::int64_t rating_count = 0;
    std::int64_t score_sum = 0;
    std::vector<std::int64_t> numbers;
    /// Where the next page begins; nothing on the last one.
    std::optional<ListPosition> next;
    std::optional<std::int64_t> total;
    /// By name.
    std::optional<std::vector<FacetCount>> genres;
    /// "1990" for 1990 to 1999, earliest first; movies without a year count in none.
    std::optional<std::vector<FacetCount>> decades;
    /// The search index or the list is still being built: there may be more than was found.
    bool incomplete = false;
};

/// What answers depend on besides what is asked.
struct ListMoment {
    /// Another one after each change of what may be found.
    std::uint64_t number = 0;
    /// The mean of all scores; nothing until there is a listing.
    std::optional<double> mean_score;
};

/// Finds movies in the listing, fast, by what each instance keeps of it for itself. Callable from
/// any thread. Throws Error(unavailable) until there is a listing to find anything in.
class MovieFinder {
public:
    virtual ~MovieFinder() = default;

    /// Up to `limit` (≥ 1) movies after `after`.
    virtual Found find(const Call& call, const MovieQuery& query, const FindOptions& options,
                       const std::optional<ListPosition>& after, std::size_t limit) = 0;

    /// Every genre with its number of movies, by name.
    virtual std::vector<FacetCount> genres(const Call& call) = 0;

    /// Never waits. What is found while this stays the same is the same.
    virtual ListMoment moment() const = 0;
};

}  // namespace marquee::movie
