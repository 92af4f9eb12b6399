#pragma once

#include <cstdint>
#include <string_view>

#include "domain/movie/movie_query.h"
#include "domain/shared/weighted_rating.h"

namespace marquee::movie {

/// What lists sort and select a movie by, as small as it goes: two rows are a cache line.
struct ListRow {
    /// The genre set of a movie that isn't listed.
    static constexpr std::uint32_t kUnlisted = 0;
    static constexpr std::int16_t kNoYear = -1;

    std::int64_t score_sum = 0;
    /// Milliseconds since 1970.
    std::int64_t added = 0;
    std::uint32_t votes = 0;
    std::uint32_t genre_set = kUnlisted;
    /// Where the title's key is, to whoever keeps the row.
    std::uint32_t title_at = 0;
    std::uint16_t title_size = 0;
    std::int16_t year = kNoYear;

    bool listed() const { return genre_set != kUnlisted; }
};
static_assert(sizeof(ListRow) == 32);

/// What weighted_rating gives every movie on credit: `weight` ratings of `mean`.
struct RatingPrior {
    double mean = 0;
    double weight = 0;
};

/// Where a movie stands in an order: by `key`, then by title, then by number, all ascending. The
/// title is empty in orders that don't go by it.
struct ListKey {
    double key = 0;
    std::string_view title;
    std::uint32_t number = 0;

    bool operator<(const ListKey& other) const {
        if (key != other.key) return key < other.key;
        if (const int order = title.compare(other.title); order != 0) return order < 0;
        return number < other.number;
    }
};

/// What a title's key begins with, as a number: spares most comparisons of titles.
inline double title_prefix(std::string_view title) {
    constexpr std::size_t kBytesOfDouble = 6;
    std::uint64_t prefix = 0;
    for (std::size_t i = 0; i < kBytesOfDouble; ++i) {
        prefix = prefix << 8 | (i < title.size() ? static_cast<unsigned char>(title[i]) : 0U);
    }
    return static_cast<double>(prefix);
}

/// The key of a movie that nobody has rated in the order of ratings; all others are below it.
inline constexpr double kUnratedKey = 0;

/// The movie's place in an order other than relevance.
inline ListKey list_key(MovieSort sort, const ListRow& row, std::string_view title,
                        std::uint32_t number, const RatingPrior& prior) {
    constexpr double kAfterAllYears = 1e6;
    const bool has_year = row.year != ListRow::kNoYear;
    switch (sort) {
        case MovieSort::relevance:
        case MovieSort::best_rated:
            if (row.votes == 0) return {kUnratedKey, {}, number};
            return {
                -weighted_rating(row.votes, row.score_sum, prior.mean, prior.weight), {}, number};
        case MovieSort::most_rated:
            return {-static_cast<double>(row.votes), {}, number};
        case MovieSort::newest_release:
            return {has_year ? -row.year : kAfterAllYears, {}, number};
        case MovieSort::oldest_release:
            return {has_year ? row.year : kAfterAllYears, {}, number};
        case MovieSort::title:
            return {title_prefix(title), title, number};
        case MovieSort::latest_added:
            return {-static_cast<double>(row.added), {}, number};
    }
    return {0, {}, number};
}

}  // namespace marquee::movie
