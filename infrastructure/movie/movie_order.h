#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/container/btree_set.h"
#include "infrastructure/movie/movie_columns.h"
#include "infrastructure/movie/movie_list_row.h"

namespace marquee::movie {

/// The listed movies in one order, as a tree of their numbers, which are compared by their rows: a
/// row leaves the tree before it changes. Threads: as a standard container.
class MovieOrder {
public:
    /// Empty. `columns` outlives it. The order by rating is that of ratings weighted with `prior`.
    MovieOrder(const MovieColumns& columns, MovieSort sort, const RatingPrior& prior);

    /// Puts in all listed movies; cheaper than one by one. The tree is empty before.
    void fill();
    // By way of the key, which is so made out once, and not for each comparison.
    void insert(std::uint32_t number) { tree_.insert(tree_.lower_bound(key(number)), number); }
    void erase(std::uint32_t number) { tree_.erase(tree_.lower_bound(key(number))); }

    MovieSort sort() const { return before_.sort; }
    const RatingPrior& prior() const { return before_.prior; }
    ListKey key(std::uint32_t number) const { return before_.key(number); }
    /// The place of a row that may not be in the tree.
    ListKey key(const ListRow& row, std::string_view title, std::uint32_t number) const {
        return list_key(before_.sort, row, title, number, before_.prior);
    }

    auto begin() const { return tree_.begin(); }
    auto end() const { return tree_.end(); }
    /// The first that doesn't stand before `key`.
    auto from(const ListKey& key) const { return tree_.lower_bound(key); }

private:
    struct Before {
        // Containers ask for this name. NOLINTNEXTLINE(readability-identifier-naming)
        using is_transparent = void;

        const MovieColumns* columns;
        MovieSort sort;
        RatingPrior prior;

        ListKey key(std::uint32_t number) const {
            // To look a title up where it doesn't count would cost a cache miss.
            return list_key(sort, columns->row(number),
                            sort == MovieSort::title ? columns->title(number) : std::string_view(),
                            number, prior);
        }
        bool operator()(std::uint32_t a, std::uint32_t b) const { return key(a) < key(b); }
        bool operator()(std::uint32_t a, const ListKey& b) const { return key(a) < b; }
        bool operator()(const ListKey& a, std::uint32_t b) const { return a < key(b); }
    };

    Before before_;
    absl::btree_set<std::uint32_t, Before> tree_;
};

}  // namespace marquee::movie
