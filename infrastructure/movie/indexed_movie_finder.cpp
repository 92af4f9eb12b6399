#include "infrastructure/movie/indexed_movie_finder.h"

#include <algorithm>
#include <utility>

#include "domain/shared/error.h"

namespace marquee::movie {
namespace {

using View = MovieList::View;

/// Searches on, in the index that replaces a damaged one.
constexpr int kSearches = 3;

/// Finds what is selected, the most rated first.
class MostRated : public search::Preference {
public:
    explicit MostRated(const View& view) : view_(view) {}

    bool admits_all() const override { return view_.admits_all(); }
    std::optional<double> rank(std::uint32_t number) const override {
        const auto votes = view_.votes(number);
        return votes ? std::optional(static_cast<double>(*votes)) : std::nullopt;
    }
    std::uint32_t next_above(std::uint32_t number, double rank) const override {
        return view_.next_with_more_votes(number, static_cast<std::int64_t>(rank));
    }
    double highest() const override { return static_cast<double>(view_.highest_votes()); }

private:
    const View& view_;
};

/// A page of hits and one more, which tells whether there is a next page.
struct Hits {
    std::vector<ListPosition> positions;
    /// All that match, before selection, when they had to be looked up.
    std::optional<std::vector<std::uint32_t>> matches;
};

ListPosition at(const View& view, int tier, double key, std::string title_key,
                std::int64_t number) {
    ListPosition position = view.start();
    position.tier = tier;
    position.key = key;
    position.title_key = std::move(title_key);
    position.number = number;
    return position;
}

std::vector<ListPosition> at(const View& view, std::vector<MovieListHit> hits) {
    std::vector<ListPosition> positions;
    for (auto& hit : hits) {
        positions.push_back(at(view, 0, hit.key, std::move(hit.title_key), hit.number));
    }
    return positions;
}

bool wants_all(const FindOptions& options) {
    return options.total || options.genre_facet || options.decade_facet;
}

Hits search_texts(const search::TextIndex& index, const View& view, const MovieQuery& query,
                  const FindOptions& options, const std::optional<ListPosition>& after,
                  std::size_t limit) {
    Hits hits;
    const bool by_relevance = query.sort == MovieSort::relevance;
    if (!by_relevance || wants_all(options)) {
        index.match(query.text, query.person,
                    [&matches = hits.matches.emplace()](std::uint32_t number) {
                        matches.push_back(number);
                    });
    }
    if (!by_relevance) {
        hits.positions = at(view, view.page_of(*hits.matches, after, limit));
        return hits;
    }
    std::optional<search::Hit> last;
    if (after) {
        last = search::Hit{static_cast<std::uint32_t>(after->number), after->tier, after->key};
    }
    for (const auto& hit : index.search(query.text, query.person, MostRated(view), last, limit)) {
        hits.positions.push_back(at(view, hit.tier, hit.rank, {}, hit.number));
    }
    return hits;
}

void count(const View& view, const Hits& hits, const FindOptions& options, Found& found) {
    const auto* matches = hits.matches ? &*hits.matches : nullptr;
    if (options.total) found.total = view.count(matches);
    if (options.genre_facet) found.genres = view.genre_facet(matches);
    if (options.decade_facet) found.decades = view.decade_facet(matches);
}

}  // namespace

IndexedMovieFinder::IndexedMovieFinder(const ListMirror& lists, TextMirror& texts,
                                       std::function<void()> on_damage)
    : lists_(lists), texts_(texts), on_damage_(std::move(on_damage)) {}

Found IndexedMovieFinder::find(const Call& call, const MovieQuery& query,
                               const FindOptions& options, const std::optional<ListPosition>& after,
                               std::size_t limit) {
    const bool by_text = !query.text.empty() || !query.person.empty();
    for (int search = 1;; ++search) {
        // What may take time comes before the view, which holds up changes.
        const auto texts = by_text ? texts_.current(call.deadline) : TextMirror::Current();
        const auto list = this->list();
        auto view = list->view(after);
        view.select(query);
        Hits hits;
        Found found;
        found.generation = view.start().generation;
        found.rating_count = view.start().rating_count;
        found.score_sum = view.start().score_sum;
        found.incomplete = !lists_.complete() || (by_text && !texts.complete);
        if (by_text && !texts.index) {
            hits.matches.emplace();
        } else if (by_text) {
            try {
                hits = search_texts(*texts.index, view, query, options, after, limit + 1);
            } catch (const search::IndexDamaged&) {
                texts_.give_up(texts.index);
                on_damage_();
                if (search < kSearches) continue;
                found.incomplete = true;
                hits = {{}, std::vector<std::uint32_t>()};
            }
        } else {
            hits.positions = at(view, view.page(after, limit + 1));
        }
        count(view, hits, options, found);
        if (hits.positions.size() > limit) {
            hits.positions.resize(limit);
            found.next = hits.positions.back();
        }
        for (const auto& position : hits.positions) found.numbers.push_back(position.number);
        return found;
    }
}

std::vector<FacetCount> IndexedMovieFinder::genres(const Call&) {
    return list()->view().genres();
}

ListMoment IndexedMovieFinder::moment() const {
    // Neither ever goes back.
    return {lists_.changes() + texts_.changes(), lists_.mean_score()};
}

std::shared_ptr<const MovieList> IndexedMovieFinder::list() const {
    auto list = lists_.list();
    if (!list) {
        throw Error(ErrorCode::unavailable, "the movie list is being made ready; try again soon");
    }
    return list;
}

}  // namespace marquee::movie
