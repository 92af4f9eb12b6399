#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/movie/listing.h"
#include "domain/movie/movie_query.h"

namespace marquee::movie {

/// A listed movie, with the key that it sorts by in the order of titles.
struct MovieListRow {
    ListedMovie movie;
    /// The title folded, without leading article; compared byte by byte.
    std::string title_key;
};

/// One movie of a list, with what it was sorted by: what goes into the position after it, to the
/// letter. The key ascends in every order, so that it is negative in descending ones; it is finite.
struct MovieListHit {
    std::int64_t number = 0;
    double key = 0;
    /// In the order of titles alone.
    std::string title_key;
};

/// One generation of the listing as one instance keeps it in memory: one row of small columns per
/// movie, and each order as a tree of row numbers, so that a page costs what it shows, however long
/// the list, and rare conditions a scan of columns. Changes leave the rows before them behind for a
/// while, so that a walk through a list sees it as it was when it began.
///
/// One thread applies changes; any thread reads. A reader works on a View, and holds up changes as
/// long as it has it, so not for long; a waiting change goes before readers that come later. A
/// thread has one View at a time, and applies nothing meanwhile.
class MovieList {
public:
    class View;

    /// `prior_weight` is the m of weighted_rating. `kept_changes` is how many of the latest changes
    /// walks can look back over.
    explicit MovieList(double prior_weight, std::size_t kept_changes = 200'000);
    ~MovieList();
    MovieList(const MovieList&) = delete;
    MovieList& operator=(const MovieList&) = delete;

    /// Puts the rows in, which `state` came by: its version, rating_count and score_sum; they are
    /// seen together. A row of a movie that is not listed any more goes. Rows in the first filling
    /// (before the first call with `filled` set) are seen by portions, leave nothing behind for
    /// walks, and are listed by scans, without trees.
    void apply(const std::vector<MovieListRow>& rows, const ListingState& state, bool filled);

    /// The list as it is, or as it was at `walk`; when that is another generation's, or longer ago
    /// than is kept, the list as it is, but weighted with the walk's mean of all ratings.
    View view(const std::optional<ListPosition>& walk = std::nullopt) const;

private:
    class Rows;
    std::unique_ptr<Rows> rows_;
};

/// The list at one moment, for the thread that asked for it.
class MovieList::View {
public:
    View(View&&) noexcept;
    ~View();

    /// A position before the first movie of the list at this moment: its generation, version,
    /// rating_count and score_sum.
    const ListPosition& start() const;

    /// How many movies there are.
    std::int64_t size() const;

    /// Selects what meets the conditions of the query other than text and person, for the functions
    /// below. To be called first, once.
    void select(const MovieQuery& query);

    /// Whether all movies are selected.
    bool admits_all() const;

    /// Up to `limit` of the selected movies in the order of `query.sort` (not relevance), after
    /// `after`.
    std::vector<MovieListHit> page(const std::optional<ListPosition>& after,
                                   std::size_t limit) const;

    /// As page, of the movies among `numbers` that are selected.
    std::vector<MovieListHit> page_of(const std::vector<std::uint32_t>& numbers,
                                      const std::optional<ListPosition>& after,
                                      std::size_t limit) const;

    /// The movie's number of ratings; nothing when it doesn't exist or isn't selected.
    std::optional<std::int64_t> votes(std::int64_t number) const;
    /// The first number from `number` on whose movie may have more than `votes` ratings; 2³²-1 for
    /// none. Looks at blocks of numbers, not at single movies.
    std::uint32_t next_with_more_votes(std::uint32_t number, std::int64_t votes) const;
    /// At least as many as any of the movies has.
    std::int64_t highest_votes() const;

    /// Counts of the selected movies; of those among `numbers`, without doubles, when they are
    /// given. Genres are by name, decades by their first year, "1990", without movies that have
    /// none.
    using Numbers = const std::vector<std::uint32_t>*;
    std::int64_t count(Numbers numbers = nullptr) const;
    std::vector<FacetCount> genre_facet(Numbers numbers = nullptr) const;
    std::vector<FacetCount> decade_facet(Numbers numbers = nullptr) const;

    /// Every genre of the listed movies with its number of movies, by name; kept up to date as
    /// movies change, so that it costs little to ask.
    std::vector<FacetCount> genres() const;

private:
    friend class MovieList;
    struct State;
    explicit View(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace marquee::movie
