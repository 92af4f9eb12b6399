#include "infrastructure/movie/movie_filter.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace marquee::movie {
namespace {

constexpr int kAnyYear = std::numeric_limits<int>::max();

}  // namespace

MovieFilter::MovieFilter(const GenreSets& genres) : MovieFilter(MovieQuery{}, genres) {}

MovieFilter::MovieFilter(const MovieQuery& query, const GenreSets& genres)
    : empty_(query.genres.empty() && !query.year_from && !query.year_to && !query.min_votes &&
             !query.min_rating),
      year_from_(ListRow::kNoYear),
      year_to_(query.year_to.value_or(kAnyYear)),
      genre_sets_(genres.with_all(query.genres)) {
    // A movie without a year meets no condition on years, not even one that all years meet.
    if (query.year_from || query.year_to) {
        year_from_ = std::max(query.year_from.value_or(0), ListRow::kNoYear + 1);
    }
    min_votes_ = std::max<std::int64_t>(query.min_votes.value_or(0), 0);
    if (query.min_rating) {
        min_votes_ = std::max<std::int64_t>(min_votes_, 1);
        min_millionths_ = std::llround(std::clamp(*query.min_rating, 0.0, 1000.0) * kMillion);
    }
}

}  // namespace marquee::movie
