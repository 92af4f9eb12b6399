#include "infrastructure/movie/movie_list.h"

#include <algorithm>
#include <utility>

#include "infrastructure/movie/movie_list_rows.h"
#include "infrastructure/movie/movie_list_view.h"

namespace marquee::movie {

MovieList::MovieList(double prior_weight, std::size_t kept_changes)
    : rows_(std::make_unique<Rows>(prior_weight, kept_changes)) {}

MovieList::~MovieList() = default;

void MovieList::apply(const std::vector<MovieListRow>& rows, const ListingState& state,
                      bool filled) {
    rows_->apply(rows, state, filled);
}

MovieList::View MovieList::view(const std::optional<ListPosition>& walk) const {
    return View(std::make_unique<View::State>(*rows_, walk));
}

MovieList::View::View(std::unique_ptr<State> state) : state_(std::move(state)) {}
MovieList::View::View(View&&) noexcept = default;
MovieList::View::~View() = default;

const ListPosition& MovieList::View::start() const {
    return state_->start;
}

std::int64_t MovieList::View::size() const {
    return state_->size();
}

void MovieList::View::select(const MovieQuery& query) {
    state_->filter = MovieFilter(query, state_->rows.genres());
    state_->sort = query.sort;
}

bool MovieList::View::admits_all() const {
    return state_->filter.is_empty();
}

std::vector<MovieListHit> MovieList::View::page(const std::optional<ListPosition>& after,
                                                std::size_t limit) const {
    return state_->page(nullptr, after, limit);
}

std::vector<MovieListHit> MovieList::View::page_of(const std::vector<std::uint32_t>& numbers,
                                                   const std::optional<ListPosition>& after,
                                                   std::size_t limit) const {
    return state_->page(&numbers, after, limit);
}

std::optional<std::int64_t> MovieList::View::votes(std::int64_t number) const {
    const auto row = state_->seen(number);
    if (!row || !state_->filter.passes(row->row)) return std::nullopt;
    return row->row.votes;
}

std::uint32_t MovieList::View::next_with_more_votes(std::uint32_t number,
                                                    std::int64_t votes) const {
    return std::min(state_->rows.columns().next_with_more_votes(number, votes),
                    state_->next_old_with_more_votes(number, votes));
}

std::int64_t MovieList::View::highest_votes() const {
    return std::max(state_->rows.columns().highest_votes(), state_->highest_old_votes());
}

std::int64_t MovieList::View::count(Numbers numbers) const {
    if (numbers == nullptr && state_->filter.is_empty()) return size();
    std::int64_t count = 0;
    state_->each_selected(numbers, [&](std::uint32_t, const auto&) { ++count; });
    return count;
}

std::vector<FacetCount> MovieList::View::genre_facet(Numbers numbers) const {
    if (numbers == nullptr && state_->filter.is_empty()) return genres();
    const GenreSets& genres = state_->rows.genres();
    std::vector<std::int64_t> counts(genres.counts().size());
    state_->each_selected(numbers,
                          [&](std::uint32_t, const auto& seen) { ++counts[seen.row.genre_set]; });
    return genres.genres_of(counts);
}

std::vector<FacetCount> MovieList::View::decade_facet(Numbers numbers) const {
    std::vector<std::int64_t> years;
    state_->each_selected(numbers, [&](std::uint32_t, const auto& seen) {
        if (seen.row.year == ListRow::kNoYear) return;
        const auto decade = static_cast<std::size_t>(seen.row.year / 10);
        if (decade >= years.size()) years.resize(decade + 1);
        ++years[decade];
    });
    std::vector<FacetCount> facet;
    for (std::size_t decade = 0; decade < years.size(); ++decade) {
        if (years[decade] > 0) facet.push_back({std::to_string(decade * 10), years[decade]});
    }
    return facet;
}

std::vector<FacetCount> MovieList::View::genres() const {
    return state_->rows.genres().genres_of(state_->genre_set_counts());
}

}  // namespace marquee::movie
