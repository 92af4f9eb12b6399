#include "infrastructure/movie/movie_order.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace marquee::movie {

MovieOrder::MovieOrder(const MovieColumns& columns, MovieSort sort, const RatingPrior& prior)
    : before_{&columns, sort, prior}, tree_(before_) {}

void MovieOrder::fill() {
    // Sorted by keys side by side in memory, which is several times quicker than by way of the
    // rows.
    struct Item {
        double key;
        std::uint32_t number;
    };
    std::vector<Item> items;
    items.reserve(static_cast<std::size_t>(before_.columns->listed()));
    before_.columns->each(0, [&](std::uint32_t number, const ListRow&) {
        items.push_back({key(number).key, number});
    });
    std::sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
        if (a.key != b.key) return a.key < b.key;
        return before_.sort == MovieSort::title ? before_(a.number, b.number) : a.number < b.number;
    });
    for (const Item& item : items) tree_.insert(tree_.end(), item.number);
}

}  // namespace marquee::movie
