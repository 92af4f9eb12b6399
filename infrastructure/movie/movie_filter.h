#pragma once

#include <cstdint>
#include <vector>

#include "domain/movie/movie_query.h"
#include "infrastructure/movie/genre_sets.h"
#include "infrastructure/movie/movie_list_row.h"

namespace marquee::movie {

/// The conditions of a query other than text and person, ready to be held against many rows.
class MovieFilter {
public:
    /// Lets every listed movie pass that is in one of the combinations of `genres` by now.
    explicit MovieFilter(const GenreSets& genres);
    MovieFilter(const MovieQuery& query, const GenreSets& genres);

    /// Whether it lets all listed movies pass.
    bool is_empty() const { return empty_; }
    /// Movies with fewer votes don't pass.
    std::int64_t min_votes() const { return min_votes_; }

    bool passes(const ListRow& row) const {
        return row.votes >= min_votes_ && row.year >= year_from_ && row.year <= year_to_ &&
               genre_sets_[row.genre_set] != 0 &&
               row.score_sum * kMillion >= min_millionths_ * row.votes;
    }

private:
    static constexpr std::int64_t kMillion = 1'000'000;

    bool empty_ = true;
    std::int64_t min_votes_ = 0;
    int year_from_;
    int year_to_;
    /// The least mean in millionths: so that it is compared in whole numbers, 7.3 as 7.3.
    std::int64_t min_millionths_ = 0;
    std::vector<char> genre_sets_;
};

}  // namespace marquee::movie
