#pragma once

#include <optional>
#include <string>
#include <vector>

#include "application/movie/movie_finder.h"
#include "domain/movie/listing_repository.h"
#include "domain/movie/movie.h"
#include "domain/movie/movie_query.h"

namespace marquee::movie {

/// A page of a list.
struct MoviePage {
    std::vector<Movie> movies;
    /// Where the next page begins; nothing on the last one.
    std::optional<ListPosition> next;
    std::optional<std::int64_t> total;
    std::optional<std::vector<FacetCount>> genres;
    std::optional<std::vector<FacetCount>> decades;
    /// There may be more movies than were found.
    bool incomplete = false;
};

/// What a search box offers while somebody types.
struct Suggestions {
    struct Title {
        MovieId id;
        std::string title;
        std::optional<std::string> original_title;
        std::optional<int> release_year;
    };
    std::vector<Title> titles;
    bool incomplete = false;
};

/// What visitors do with the list of movies: leaf through it, search in it, and look at what there
/// is. Callable from any thread. Every method throws what MovieFinder and ListingRepository do.
class MovieListService {
public:
    static constexpr std::size_t kMaxText = 500;
    static constexpr std::size_t kMaxPerson = 200;
    static constexpr std::size_t kMaxGenres = 10;
    static constexpr std::size_t kMaxGenre = 200;
    static constexpr std::size_t kSuggestions = 10;

    /// Both outlive the service. `prior_weight` is the m of weighted_rating.
    MovieListService(MovieFinder& finder, ListingRepository& listing, double prior_weight);

    /// Up to `limit` (≥ 1) movies after `after`. Throws Error(invalid) with all that is wrong with
    /// the query; its parameters are named as clients name them.
    MoviePage list(const Call& call, const MovieQuery& query, const FindOptions& options,
                   const std::optional<ListPosition>& after, std::size_t limit);

    /// Up to kSuggestions titles. Throws Error(invalid), blaming `q`.
    Suggestions suggest(const Call& call, const std::string& text);

    /// Every genre with its number of movies, by name.
    std::vector<FacetCount> genres(const Call& call);

    /// As MovieFinder::moment.
    ListMoment moment() const { return finder_.moment(); }

private:
    MovieFinder& finder_;
    ListingRepository& listing_;
    double prior_weight_;
};

}  // namespace marquee::movie
