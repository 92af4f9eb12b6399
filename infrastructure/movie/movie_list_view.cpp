#include "infrastructure/movie/movie_list_view.h"

#include <algorithm>

namespace marquee::movie {

MovieList::View::State::State(const Rows& list, const std::optional<ListPosition>& walk)
    : lock(list.mutex()), rows(list), filter(list.genres()) {
    const ListingState& state = rows.state();
    start.generation = state.generation;
    start.version = state.version;
    // A walk that can't have its moment back still keeps the mean that its positions came from.
    start.rating_count = walk ? walk->rating_count : state.rating_count;
    start.score_sum = walk ? walk->score_sum : state.score_sum;
    prior = rows.prior(start.rating_count, start.score_sum);
    if (walk && rows.filled() && walk->generation == state.generation &&
        walk->version < state.version && walk->version >= rows.history().reaches_to()) {
        start.version = walk->version;
        old = rows.history().rows_at(walk->version);
    }
}

std::optional<MovieList::View::State::Seen> MovieList::View::State::seen(
    std::int64_t number) const {
    if (number < 1 || number >= MovieColumns::kNone) return std::nullopt;
    const auto at = static_cast<std::uint32_t>(number);
    if (!rows.columns().has(at)) return std::nullopt;
    if (is_later(at)) {
        const auto row = old_from(at);
        if (row == old_by_number().end() || (*row)->number != at || !(*row)->row.listed()) {
            return std::nullopt;
        }
        return Seen{(*row)->row, (*row)->title()};
    }
    const ListRow& row = rows.columns().row(at);
    if (!row.listed()) return std::nullopt;
    return present(at, row);
}

std::int64_t MovieList::View::State::size() const {
    std::int64_t size = rows.columns().listed();
    for (const OldRow* row : old) {
        size += static_cast<int>(row->row.listed());
        size -= static_cast<int>(rows.columns().row(row->number).listed());
    }
    return size;
}

std::vector<std::int64_t> MovieList::View::State::genre_set_counts() const {
    std::vector<std::int64_t> counts = rows.genres().counts();
    for (const OldRow* row : old) {
        ++counts[row->row.genre_set];
        --counts[rows.columns().row(row->number).genre_set];
    }
    return counts;
}

const std::vector<const OldRow*>& MovieList::View::State::old_by_number() const {
    if (old_by_number_.size() != old.size()) {
        old_by_number_ = old;
        std::sort(old_by_number_.begin(), old_by_number_.end(),
                  [](const OldRow* a, const OldRow* b) { return a->number < b->number; });
    }
    return old_by_number_;
}

std::vector<const OldRow*>::const_iterator MovieList::View::State::old_from(
    std::uint32_t number) const {
    const auto& rows_by_number = old_by_number();
    return std::lower_bound(
        rows_by_number.begin(), rows_by_number.end(), number,
        [](const OldRow* row, std::uint32_t wanted) { return row->number < wanted; });
}

std::uint32_t MovieList::View::State::next_old_with_more_votes(std::uint32_t number,
                                                               std::int64_t votes) const {
    auto row = old_from(number);
    while (row != old_by_number().end() && (*row)->row.votes <= votes) ++row;
    return row == old_by_number().end() ? MovieColumns::kNone : (*row)->number;
}

std::uint32_t MovieList::View::State::highest_old_votes() const {
    std::uint32_t highest = 0;
    for (const OldRow* row : old) highest = std::max(highest, row->row.votes);
    return highest;
}

}  // namespace marquee::movie
