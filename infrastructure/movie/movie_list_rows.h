#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "infrastructure/movie/fair_shared_mutex.h"
#include "infrastructure/movie/genre_sets.h"
#include "infrastructure/movie/list_history.h"
#include "infrastructure/movie/movie_columns.h"
#include "infrastructure/movie/movie_list.h"
#include "infrastructure/movie/movie_order.h"

namespace marquee::movie {

/// What a MovieList is made of, and how changes get in. The applying thread alone changes anything,
/// with the mutex held exclusively; so it may read without.
class MovieList::Rows {
public:
    Rows(double prior_weight, std::size_t kept_changes);

    void apply(const std::vector<MovieListRow>& rows, const ListingState& state, bool filled);

    // What follows is for readers that hold the mutex shared.
    FairSharedMutex& mutex() const { return mutex_; }
    const ListingState& state() const { return state_; }
    const GenreSets& genres() const { return genres_; }
    const MovieColumns& columns() const { return columns_; }
    const ListHistory& history() const { return history_; }
    /// Whether the list is beyond its first filling.
    bool filled() const { return !orders_.empty(); }
    /// The tree of that order; nullptr while there are none yet.
    const MovieOrder* order(MovieSort sort) const;
    RatingPrior prior(std::int64_t rating_count, std::int64_t score_sum) const;

private:
    /// Combinations' numbers, 0 for movies that aren't listed.
    std::vector<std::uint32_t> genre_sets(const std::vector<MovieListRow>& rows);

    /// A row and what is to come in its place; titles of the columns and of the new row.
    struct Change {
        std::uint32_t number = 0;
        ListRow before;
        ListRow after;
        std::string_view title_before;
        std::string_view title_after;
        std::int64_t version_before = 0;
    };
    Change change(const MovieListRow& row, std::uint32_t genre_set) const;
    static bool moves_in(const MovieOrder& order, const Change& change);
    void put(const MovieListRow& row, std::uint32_t genre_set);

    MovieOrder filled_order(MovieSort sort) const;
    void set_up_orders();
    void follow_mean();

    const double prior_weight_;
    mutable FairSharedMutex mutex_;
    ListingState state_;
    GenreSets genres_;
    MovieColumns columns_;
    std::vector<MovieOrder> orders_;
    ListHistory history_;
};

}  // namespace marquee::movie
