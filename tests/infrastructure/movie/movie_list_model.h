#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "domain/shared/weighted_rating.h"
#include "infrastructure/movie/movie_list.h"

namespace marquee::movie::model {

inline constexpr double kPriorWeight = 25;

inline const std::vector<MovieSort> kSorts = {MovieSort::best_rated,     MovieSort::most_rated,
                                              MovieSort::newest_release, MovieSort::oldest_release,
                                              MovieSort::title,          MovieSort::latest_added};

/// A MovieQuery of which only some parts are written out.
struct Where {
    std::vector<std::string> genres = {};
    std::optional<int> year_from = {};
    std::optional<int> year_to = {};
    std::optional<double> min_rating = {};
    std::optional<std::int64_t> min_votes = {};
    MovieSort sort = MovieSort::best_rated;

    operator MovieQuery() const {
        return {"", "", genres, year_from, year_to, min_rating, min_votes, sort};
    }
};

/// Random choices from a seed.
class Dice {
public:
    explicit Dice(unsigned seed) : engine_(seed) {}
    /// From `low` to `high`, both included.
    int roll(int low, int high) { return std::uniform_int_distribution(low, high)(engine_); }
    bool one_in(int n) { return roll(1, n) == 1; }

private:
    std::mt19937 engine_;
};

/// A list in the plainest way there is: what MovieList has to agree with.
struct PlainList {
    std::map<std::int64_t, MovieListRow> rows;
    ListingState state{.generation = 3, .version = 1};

    double mean() const {
        if (state.rating_count == 0) return 0;
        return static_cast<double>(state.score_sum) / static_cast<double>(state.rating_count);
    }

    static bool passes(const ListedMovie& movie, const MovieQuery& query) {
        const auto& year = movie.release_year;
        if (query.year_from && (!year || *year < *query.year_from)) return false;
        if (query.year_to && (!year || *year > *query.year_to)) return false;
        if (movie.rating_count < query.min_votes.value_or(0)) return false;
        if (query.min_rating) {
            // The conditions of the tests have at most two decimals.
            const auto hundredths = static_cast<std::int64_t>(*query.min_rating * 100 + 0.5);
            if (movie.rating_count == 0) return false;
            if (movie.score_sum * 100 < hundredths * movie.rating_count) return false;
        }
        return std::all_of(query.genres.begin(), query.genres.end(), [&](const auto& genre) {
            return std::count(movie.genres.begin(), movie.genres.end(), genre) > 0;
        });
    }

    /// What an order compares, as a tuple that sorts ascending.
    std::tuple<bool, double, std::string, std::int64_t> order_key(const MovieListRow& row,
                                                                  MovieSort sort) const {
        const ListedMovie& movie = row.movie;
        const bool year = movie.release_year.has_value();
        switch (sort) {
            case MovieSort::relevance:
            case MovieSort::best_rated:
                if (movie.rating_count == 0) return {true, 0, "", movie.number};
                return {false,
                        -weighted_rating(movie.rating_count, movie.score_sum, mean(), kPriorWeight),
                        "", movie.number};
            case MovieSort::most_rated:
                return {false, -static_cast<double>(movie.rating_count), "", movie.number};
            case MovieSort::newest_release:
                return {!year, year ? -*movie.release_year : 0, "", movie.number};
            case MovieSort::oldest_release:
                return {!year, year ? *movie.release_year : 0, "", movie.number};
            case MovieSort::title:
                return {false, 0, row.title_key, movie.number};
            case MovieSort::latest_added:
                return {false, -static_cast<double>(movie.added.time_since_epoch().count()), "",
                        movie.number};
        }
        return {};
    }

    std::vector<std::int64_t> list(const MovieQuery& query) const {
        std::vector<std::tuple<bool, double, std::string, std::int64_t>> keys;
        for (const auto& [number, row] : rows) {
            if (passes(row.movie, query)) keys.push_back(order_key(row, query.sort));
        }
        std::sort(keys.begin(), keys.end());
        std::vector<std::int64_t> numbers;
        for (const auto& key : keys) numbers.push_back(std::get<3>(key));
        return numbers;
    }

    std::vector<MovieListRow> all() const {
        std::vector<MovieListRow> list;
        for (const auto& [number, row] : rows) list.push_back(row);
        return list;
    }
};

inline MovieListRow random_row(std::int64_t number, Dice& dice) {
    static const std::vector<std::string> genres = {"Drama", "Comedy", "Crime", "Noir", "Musical"};
    MovieListRow row;
    row.movie.number = number;
    const int length = dice.roll(1, 9);
    for (int i = 0; i < length; ++i) row.title_key += static_cast<char>('a' + dice.roll(0, 3));
    row.movie.title = row.title_key;
    if (!dice.one_in(8)) row.movie.release_year = dice.roll(1950, 2020);
    for (const auto& genre : genres) {
        if (dice.one_in(genre == "Musical" ? 40 : 3)) row.movie.genres.push_back(genre);
    }
    row.movie.added = Timestamp(std::chrono::milliseconds(1'700'000'000'000 + dice.roll(0, 500)));
    if (!dice.one_in(4)) row.movie.rating_count = dice.one_in(20) ? 400 : dice.roll(1, 40);
    for (int i = 0; i < row.movie.rating_count; ++i) row.movie.score_sum += dice.roll(1, 10);
    return row;
}

inline MovieQuery random_query(MovieSort sort, Dice& dice) {
    MovieQuery query = Where{.sort = sort};
    if (dice.one_in(3)) query.genres.push_back(dice.one_in(3) ? "Musical" : "Drama");
    if (dice.one_in(6)) query.genres.push_back("Noir");
    if (dice.one_in(4)) query.year_from = dice.roll(1940, 2010);
    if (dice.one_in(4)) query.year_to = dice.roll(1960, 2030);
    if (dice.one_in(4)) query.min_votes = dice.roll(0, 300);
    if (dice.one_in(4)) query.min_rating = dice.roll(10, 70) / 10.0;
    return query;
}

/// Changes some rows at random, each in one of the ways in which movies change, and the totals with
/// them; returns what there is to apply.
inline std::vector<MovieListRow> change(PlainList& list, int changes, Dice& dice) {
    std::map<std::int64_t, MovieListRow> changed;
    ++list.state.version;
    for (int i = 0; i < changes; ++i) {
        const auto highest = list.rows.empty() ? 1 : list.rows.rbegin()->first;
        std::int64_t number = dice.roll(1, static_cast<int>(highest));
        if (dice.one_in(6)) number = highest + 1;
        MovieListRow row = random_row(number, dice);
        if (const auto kept = list.rows.find(number); kept != list.rows.end()) {
            list.state.rating_count -= kept->second.movie.rating_count;
            list.state.score_sum -= kept->second.movie.score_sum;
            const int way = dice.roll(1, 6);
            if (way == 1) row.movie.listed = false;
            if (way == 2) std::swap(row.title_key, kept->second.title_key);
            if (way >= 3) {
                MovieListRow rated = kept->second;
                rated.movie.rating_count = row.movie.rating_count;
                rated.movie.score_sum = row.movie.score_sum;
                row = rated;
            }
        }
        list.rows.erase(number);
        if (row.movie.listed) {
            list.rows[number] = row;
            list.state.rating_count += row.movie.rating_count;
            list.state.score_sum += row.movie.score_sum;
        }
        changed[number] = row;
    }
    std::vector<MovieListRow> result;
    for (auto& [number, row] : changed) result.push_back(std::move(row));
    return result;
}

inline PlainList random_list(int movies, Dice& dice) {
    PlainList list;
    for (int number = 1; number <= movies; ++number) {
        MovieListRow row = random_row(number, dice);
        list.state.rating_count += row.movie.rating_count;
        list.state.score_sum += row.movie.score_sum;
        list.rows[number] = std::move(row);
    }
    return list;
}

/// The position of a page that ended with `last`, on a walk that began at `start`.
inline ListPosition position_of(ListPosition start, const MovieListHit& last) {
    start.key = last.key;
    start.title_key = last.title_key;
    start.number = last.number;
    return start;
}

/// A list page by page, of a walk that begins now; `between` is called between two pages.
template <class Between>
std::vector<std::int64_t> walk(const MovieList& list, const MovieQuery& query, std::size_t page,
                               Between between) {
    std::vector<std::int64_t> numbers;
    std::optional<ListPosition> at;
    for (;;) {
        {
            auto view = list.view(at);
            view.select(query);
            if (!at) at = view.start();
            const auto hits = view.page(at, page);
            for (const auto& hit : hits) numbers.push_back(hit.number);
            if (hits.size() < page) return numbers;
            at = position_of(view.start(), hits.back());
        }
        between();
    }
}

}  // namespace marquee::movie::model
