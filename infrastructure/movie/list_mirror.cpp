#include "infrastructure/movie/list_mirror.h"

#include <cmath>
#include <utility>

#include "infrastructure/search/words.h"

namespace marquee::movie {
namespace {

/// Movies read at a time when a list is loaded.
constexpr std::size_t kPortion = 5000;
/// When more movies changed than so many, to load the list anew takes no longer.
constexpr std::size_t kMaxChanges = 50'000;

std::vector<MovieListRow> rows_of(std::vector<ListedMovie> movies) {
    std::vector<MovieListRow> rows;
    rows.reserve(movies.size());
    for (auto& movie : movies) {
        std::string key = search::title_key(movie.title);
        rows.push_back({std::move(movie), std::move(key)});
    }
    return rows;
}

}  // namespace

ListMirror::ListMirror(ListingRepository& listing, double prior_weight)
    : listing_(listing), prior_weight_(prior_weight) {}

bool ListMirror::refresh(const std::function<Call()>& new_call) {
    const auto live = listing_.live(new_call());
    if (!live) return false;
    if (live->generation != generation_) {
        generation_ = live->generation;
        loading_ = std::make_shared<MovieList>(prior_weight_);
        loaded_until_ = 0;
        loading_complete_ = live->complete;
        // Of an earlier list, visitors get more than of one that is being loaded.
        if (!list_) show(loading_, false);
    }
    return loading_ ? load(new_call, *live) : follow(new_call, *live);
}

/// Reads on in the order of numbers. While a generation is being filled, which adds movies in that
/// order, this comes to an end again and again. Once it is complete all is read once more, since
/// somebody else may have had to go on with the filling, and found other ratings; what changes
/// later is told by versions.
bool ListMirror::load(const std::function<Call()>& new_call, const ListingState& live) {
    const auto list = loading_;
    if (live.complete && !loading_complete_) loaded_until_ = 0;
    loading_complete_ = live.complete;
    for (bool any = false;; any = true) {
        auto movies = listing_.listed(new_call(), live.generation, loaded_until_, kPortion);
        const bool last = movies.size() < kPortion;
        if (!movies.empty()) loaded_until_ = movies.back().number;
        const bool whole = last && live.complete;
        if (!movies.empty() || whole) apply(*list, std::move(movies), live, whole);
        if (!last) continue;
        if (!whole) return any;
        version_ = live.version;
        loading_.reset();
        show(list, true);
        return true;
    }
}

bool ListMirror::follow(const std::function<Call()>& new_call, const ListingState& live) {
    if (live.version == version_) return false;
    auto changes = listing_.changed(new_call(), generation_, version_, kMaxChanges);
    if (!changes) {
        // Too many, or the generation is gone: the next time it is loaded anew.
        generation_ = 0;
        return true;
    }
    apply(*list_, std::move(changes->movies), changes->state, true);
    version_ = changes->state.version;
    return true;
}

void ListMirror::apply(MovieList& list, std::vector<ListedMovie> movies, const ListingState& state,
                       bool filled) {
    list.apply(rows_of(std::move(movies)), state, filled);
    mean_score_ = state.rating_count == 0 ? 0
                                          : static_cast<double>(state.score_sum) /
                                                static_cast<double>(state.rating_count);
    ++changes_;
}

std::optional<double> ListMirror::mean_score() const {
    const double mean = mean_score_;
    return std::isnan(mean) ? std::nullopt : std::optional(mean);
}

std::shared_ptr<const MovieList> ListMirror::list() const {
    const std::lock_guard lock(mutex_);
    return list_;
}

bool ListMirror::complete() const {
    const std::lock_guard lock(mutex_);
    return complete_;
}

void ListMirror::show(std::shared_ptr<MovieList> list, bool complete) {
    const std::lock_guard lock(mutex_);
    list_ = std::move(list);
    complete_ = complete;
    ++changes_;
}

}  // namespace marquee::movie
