#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <shared_mutex>
#include <vector>

#include "infrastructure/movie/movie_filter.h"
#include "infrastructure/movie/movie_list.h"
#include "infrastructure/movie/movie_list_rows.h"

namespace marquee::movie {

/// What a View has: the rows, held shared, and those of them that were otherwise at its moment.
struct MovieList::View::State {
    State(const Rows& list, const std::optional<ListPosition>& walk);

    /// A row as it was at the moment; the title only where the order goes by it.
    struct Seen {
        const ListRow& row;
        std::string_view title;
    };
    Seen present(std::uint32_t number, const ListRow& row) const {
        // To look up a title is a cache miss.
        if (sort != MovieSort::title) return {row, {}};
        return {row, rows.columns().title(number)};
    }
    /// Nothing for a number without a listed movie.
    std::optional<Seen> seen(std::int64_t number) const;
    /// Whether the row has changed since the moment, so that `old` has it.
    bool is_later(std::uint32_t number) const {
        return !old.empty() && rows.columns().version(number) > start.version;
    }
    ListKey key(std::uint32_t number, const Seen& row) const {
        return list_key(sort, row.row, row.title, number, prior);
    }

    /// Calls `visit(number, seen)` for the selected movies: all, or those among `numbers`.
    template <class Visit>
    void each_selected(Numbers numbers, Visit visit) const {
        if (numbers != nullptr) {
            for (const auto number : *numbers) {
                const auto row = seen(number);
                if (row && filter.passes(row->row)) visit(number, *row);
            }
            return;
        }
        rows.columns().each(filter.min_votes(), [&](std::uint32_t number, const ListRow& row) {
            if (filter.passes(row) && !is_later(number)) visit(number, present(number, row));
        });
        each_old([&](std::uint32_t number, const Seen& row) { visit(number, row); });
    }
    /// The same for those of the selected that have changed since.
    template <class Visit>
    void each_old(Visit visit) const {
        for (const OldRow* row : old) {
            if (filter.passes(row->row)) visit(row->number, Seen{row->row, row->title()});
        }
    }

    std::int64_t size() const;
    /// How many movies have each combination of genres.
    std::vector<std::int64_t> genre_set_counts() const;

    /// `old` in the order of numbers; sorted when first asked for, as few questions need it.
    const std::vector<const OldRow*>& old_by_number() const;
    /// The first of those from `number` on.
    std::vector<const OldRow*>::const_iterator old_from(std::uint32_t number) const;
    /// The number of the first of them whose movie had more votes; MovieColumns::kNone for none.
    std::uint32_t next_old_with_more_votes(std::uint32_t number, std::int64_t votes) const;
    std::uint32_t highest_old_votes() const;

    /// The first `limit` selected movies after a position, of all or of those among `numbers`.
    std::vector<MovieListHit> page(Numbers numbers, const std::optional<ListPosition>& after,
                                   std::size_t limit) const;

private:
    struct Page;
    /// Offers to the page what may be on it, in the list's order; false when that takes too long.
    bool walk(const MovieOrder& order, Page& page) const;

public:
    std::shared_lock<FairSharedMutex> lock;
    const Rows& rows;
    ListPosition start;
    RatingPrior prior;
    /// What was, where it isn't what is; listed or not.
    std::vector<const OldRow*> old;
    MovieFilter filter;
    MovieSort sort = MovieSort::best_rated;

private:
    mutable std::vector<const OldRow*> old_by_number_;
};

}  // namespace marquee::movie
