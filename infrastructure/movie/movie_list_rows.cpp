#include "infrastructure/movie/movie_list_rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <mutex>
#include <string>
#include <utility>

namespace marquee::movie {
namespace {

constexpr std::array kSorts = {MovieSort::best_rated,     MovieSort::most_rated,
                               MovieSort::newest_release, MovieSort::oldest_release,
                               MovieSort::title,          MovieSort::latest_added};

/// How many rows the first filling puts in before it lets readers go on.
constexpr std::size_t kPortion = 1000;

/// How far the mean of all ratings may be from that which the order of ratings was made for:
/// within twice that of a page's end, rows have to be looked at for what may belong on the page.
constexpr double kMeanTolerance = 0.002;

ListRow list_row(const ListedMovie& movie, std::uint32_t genre_set) {
    ListRow row;
    if (!movie.listed) return row;
    row.score_sum = movie.score_sum;
    row.added = movie.added.time_since_epoch().count();
    row.votes = static_cast<std::uint32_t>(
        std::min<std::int64_t>(movie.rating_count, std::numeric_limits<std::uint32_t>::max()));
    row.genre_set = genre_set;
    row.year = static_cast<std::int16_t>(movie.release_year.value_or(ListRow::kNoYear));
    return row;
}

bool same(const ListRow& a, const ListRow& b) {
    return a.score_sum == b.score_sum && a.added == b.added && a.votes == b.votes &&
           a.genre_set == b.genre_set && a.year == b.year;
}

}  // namespace

MovieList::Rows::Rows(double prior_weight, std::size_t kept_changes)
    : prior_weight_(prior_weight), history_(kept_changes) {}

RatingPrior MovieList::Rows::prior(std::int64_t rating_count, std::int64_t score_sum) const {
    if (rating_count == 0) return {0, prior_weight_};
    return {static_cast<double>(score_sum) / static_cast<double>(rating_count), prior_weight_};
}

const MovieOrder* MovieList::Rows::order(MovieSort sort) const {
    const auto order = std::find_if(orders_.begin(), orders_.end(),
                                    [&](const MovieOrder& one) { return one.sort() == sort; });
    return order == orders_.end() ? nullptr : &*order;
}

void MovieList::Rows::apply(const std::vector<MovieListRow>& rows, const ListingState& state,
                            bool filled) {
    const auto sets = genre_sets(rows);
    // A version shows whole, so only the first filling goes by portions.
    const std::size_t portion = this->filled() ? rows.size() : kPortion;
    std::size_t done = 0;
    do {
        const std::lock_guard lock(mutex_);
        const std::size_t end = std::min(rows.size(), done + portion);
        state_ = state;
        for (; done < end; ++done) put(rows[done], sets[done]);
    } while (done < rows.size());
    if (!this->filled() && filled) set_up_orders();
    if (this->filled()) follow_mean();
}

std::vector<std::uint32_t> MovieList::Rows::genre_sets(const std::vector<MovieListRow>& rows) {
    std::vector<std::uint32_t> sets;
    sets.reserve(rows.size());
    for (const auto& [movie, title_key] : rows) {
        if (!movie.listed) {
            sets.push_back(ListRow::kUnlisted);
        } else if (const auto known = genres_.find(movie.genres)) {
            sets.push_back(*known);
        } else {
            const std::lock_guard lock(mutex_);
            sets.push_back(genres_.intern(movie.genres));
        }
    }
    return sets;
}

MovieList::Rows::Change MovieList::Rows::change(const MovieListRow& row,
                                                std::uint32_t genre_set) const {
    Change change;
    change.number = static_cast<std::uint32_t>(row.movie.number);
    if (columns_.has(change.number)) {
        change.before = columns_.row(change.number);
        change.version_before = columns_.version(change.number);
        change.title_before = columns_.title(change.number);
    }
    change.after = list_row(row.movie, genre_set);
    if (change.after.listed()) change.title_after = row.title_key;
    return change;
}

bool MovieList::Rows::moves_in(const MovieOrder& order, const Change& change) {
    if (change.before.listed() != change.after.listed()) return true;
    if (order.sort() == MovieSort::title) return change.title_before != change.title_after;
    return order.key(change.before, {}, change.number).key !=
           order.key(change.after, {}, change.number).key;
}

void MovieList::Rows::put(const MovieListRow& row, std::uint32_t genre_set) {
    const Change next = change(row, genre_set);
    if (same(next.before, next.after) && next.title_before == next.title_after) return;
    std::array<bool, kSorts.size()> moves{};
    for (std::size_t i = 0; i < orders_.size(); ++i) {
        moves[i] = moves_in(orders_[i], next);
        if (next.before.listed() && moves[i]) orders_[i].erase(next.number);
    }
    if (filled()) {
        history_.push(OldRow(next.number, next.before, next.title_before, next.version_before,
                             state_.version));
    }
    genres_.add(next.before.genre_set, -1);
    genres_.add(next.after.genre_set, 1);
    columns_.reach(next.number);
    columns_.put(next.number, next.after, next.title_after, state_.version);
    for (std::size_t i = 0; i < orders_.size(); ++i) {
        if (next.after.listed() && moves[i]) orders_[i].insert(next.number);
    }
}

MovieOrder MovieList::Rows::filled_order(MovieSort sort) const {
    MovieOrder order(columns_, sort, prior(state_.rating_count, state_.score_sum));
    order.fill();
    return order;
}

void MovieList::Rows::set_up_orders() {
    // Sorting takes long, but only reads: readers go on.
    std::vector<MovieOrder> orders;
    for (const auto sort : kSorts) orders.push_back(filled_order(sort));
    const std::lock_guard lock(mutex_);
    orders_ = std::move(orders);
    history_.begin(state_.version);
}

void MovieList::Rows::follow_mean() {
    const auto order = std::find_if(orders_.begin(), orders_.end(), [](const MovieOrder& one) {
        return one.sort() == MovieSort::best_rated;
    });
    const double mean = prior(state_.rating_count, state_.score_sum).mean;
    if (std::abs(mean - order->prior().mean) <= kMeanTolerance) return;
    MovieOrder anew = filled_order(MovieSort::best_rated);
    {
        const std::lock_guard lock(mutex_);
        std::swap(*order, anew);
    }
}

}  // namespace marquee::movie
