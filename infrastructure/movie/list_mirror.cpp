#include "infrastructure/movie/list_mirror.h"

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
    const auto list = list_;
    if (!list || live->generation != state_.generation) return load(new_call, *live);
    if (live->version == state_.version && live->complete == complete()) return false;
    auto changes = listing_.changed(new_call(), live->generation, state_.version, kMaxChanges);
    if (!changes) return load(new_call, *live);
    list->apply(rows_of(std::move(changes->movies)), changes->state, true);
    state_ = changes->state;
    show(list, state_.complete);
    return true;
}

/// Changes that come while it loads are taken over afterwards.
bool ListMirror::load(const std::function<Call()>& new_call, const ListingState& live) {
    const auto list = std::make_shared<MovieList>(prior_weight_);
    // Of an earlier list, visitors get more than of one that is being loaded.
    const bool first = !list_;
    if (first) show(list, false);
    for (std::int64_t after = 0;;) {
        auto movies = listing_.listed(new_call(), live.generation, after, kPortion);
        const bool last = movies.size() < kPortion;
        if (!movies.empty()) after = movies.back().number;
        list->apply(rows_of(std::move(movies)), live, last);
        if (last) break;
    }
    state_ = live;
    show(list, live.complete);
    return true;
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
}

}  // namespace marquee::movie
