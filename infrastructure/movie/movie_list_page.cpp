#include <algorithm>
#include <cmath>

#include "infrastructure/movie/first_keys.h"
#include "infrastructure/movie/movie_list_view.h"

namespace marquee::movie {
namespace {

std::optional<ListKey> key_after(const std::optional<ListPosition>& after, MovieSort sort) {
    // A position before the first movie, as View::start gives it, has no number.
    if (!after || after->number == 0) return std::nullopt;
    const auto number = static_cast<std::uint32_t>(after->number);
    if (sort != MovieSort::title) return ListKey{after->key, {}, number};
    return ListKey{title_prefix(after->title_key), after->title_key, number};
}

/// How far keys by `prior` may be from keys by the order's own prior. Weighted ratings with means C
/// and D of all are |C - D|·m/(v + m) apart, and those who are rated have v ≥ 1.
double key_distance(const MovieOrder& order, const RatingPrior& prior) {
    constexpr double kRounding = 1e-9;
    const double means = std::abs(order.prior().mean - prior.mean);
    if (order.sort() != MovieSort::best_rated || means == 0) return 0;
    return means * prior.weight / (1 + prior.weight) + kRounding;
}

/// A key that isn't after any with the same key in the order, give or take `distance`.
ListKey at_least(const ListKey& key, double distance) {
    if (distance == 0 || key.key == kUnratedKey) return key;
    return {key.key - distance, {}, 0};
}

}  // namespace

/// A page in the making.
struct MovieList::View::State::Page {
    const std::optional<ListKey> after;
    FirstKeys first;

    void offer(const ListKey& key) {
        if (!after || *after < key) first.offer(key);
    }
};

bool MovieList::View::State::walk(const MovieOrder& order, Page& page) const {
    // Rows in the order of the tree are all over the memory, each by far dearer than one that is
    // met in a scan; beyond so many, the scan is the cheaper way.
    constexpr std::int64_t kScannedForOne = 200;
    std::int64_t budget = rows.columns().listed() / kScannedForOne + 500;
    const double distance = key_distance(order, prior);
    each_old([&](std::uint32_t number, const Seen& row) { page.offer(key(number, row)); });
    auto at = page.after ? order.from(at_least(*page.after, distance)) : order.begin();
    // The processor fetches the rows to come while it looks at this one.
    auto ahead = at;
    for (int i = 0; i < 16 && ahead != order.end(); ++i) ++ahead;
    for (; at != order.end(); ++at) {
        if (ahead != order.end()) {
            __builtin_prefetch(&rows.columns().row(*ahead));
            ++ahead;
        }
        const std::uint32_t number = *at;
        if (page.first.full() && page.first.last() < at_least(order.key(number), distance)) {
            return true;
        }
        if (--budget < 0) return false;
        const ListRow& row = rows.columns().row(number);
        if (filter.passes(row) && !is_later(number)) page.offer(key(number, present(number, row)));
    }
    return true;
}

std::vector<MovieListHit> MovieList::View::State::page(Numbers numbers,
                                                       const std::optional<ListPosition>& after,
                                                       std::size_t limit) const {
    if (limit == 0) return {};
    Page page{key_after(after, sort), FirstKeys(limit)};
    const MovieOrder* order = numbers == nullptr ? rows.order(sort) : nullptr;
    if (order == nullptr || !walk(*order, page)) {
        page.first.clear();
        each_selected(numbers, [&](std::uint32_t number, const Seen& seen) {
            page.offer(key(number, seen));
        });
    }
    std::vector<MovieListHit> hits;
    for (const auto& [key, title, number] : page.first.take()) {
        hits.push_back({number, key, std::string(title)});
    }
    return hits;
}

}  // namespace marquee::movie
