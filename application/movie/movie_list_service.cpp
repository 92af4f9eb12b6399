#include "application/movie/movie_list_service.h"

#include <cmath>
#include <utility>

#include "domain/shared/error.h"
#include "domain/shared/text.h"
#include "domain/shared/weighted_rating.h"

namespace marquee::movie {
namespace {

constexpr int kLastYear = 9999;

void check_text(const std::string& field, const std::string& text, std::size_t max,
                std::vector<FieldError>& found) {
    if (text.empty()) return;
    if (const auto problem = text_problem(text, max)) found.push_back({field, *problem});
}

void check_year(const std::string& field, const std::optional<int>& year,
                std::vector<FieldError>& found) {
    if (!year || (*year >= 0 && *year <= kLastYear)) return;
    found.push_back({field, "must be a year from 0 to " + std::to_string(kLastYear)});
}

void check_years(const MovieQuery& query, std::vector<FieldError>& found) {
    check_year("year_from", query.year_from, found);
    check_year("year_to", query.year_to, found);
    if (query.year_from && query.year_to && *query.year_from > *query.year_to) {
        found.push_back({"year_from", "must not be after year_to: no movie could be meant"});
        found.push_back({"year_to", "must not be before year_from"});
    }
}

void check_genres(const MovieQuery& query, std::vector<FieldError>& found) {
    if (query.genres.size() > MovieListService::kMaxGenres) {
        found.push_back({"genre", "must be there at most " +
                                      std::to_string(MovieListService::kMaxGenres) + " times"});
        return;
    }
    for (const auto& genre : query.genres) {
        if (const auto problem = text_problem(genre, MovieListService::kMaxGenre)) {
            found.push_back({"genre", *problem});
        }
    }
}

void require_valid(const MovieQuery& query) {
    std::vector<FieldError> found;
    check_text("q", query.text, MovieListService::kMaxText, found);
    check_text("person", query.person, MovieListService::kMaxPerson, found);
    check_genres(query, found);
    check_years(query, found);
    if (query.min_rating &&
        !(std::isfinite(*query.min_rating) && *query.min_rating >= 1 && *query.min_rating <= 10)) {
        found.push_back({"min_rating", "must be from 1 to 10"});
    }
    if (query.min_votes && *query.min_votes < 0) {
        found.push_back({"min_votes", "must not be negative"});
    }
    if (query.sort == MovieSort::relevance && query.text.empty()) {
        found.push_back({"sort", "can be relevance only with q, which says what is relevant"});
    }
    if (!found.empty()) throw invalid_fields(std::move(found));
}

}  // namespace

MovieListService::MovieListService(MovieFinder& finder, ListingRepository& listing,
                                   double prior_weight)
    : finder_(finder), listing_(listing), prior_weight_(prior_weight) {}

MoviePage MovieListService::list(const Call& call, const MovieQuery& query,
                                 const FindOptions& options,
                                 const std::optional<ListPosition>& after, std::size_t limit) {
    require_valid(query);
    auto found = finder_.find(call, query, options, after, limit);
    MoviePage page;
    page.next = std::move(found.next);
    page.total = found.total;
    page.genres = std::move(found.genres);
    page.decades = std::move(found.decades);
    page.incomplete = found.incomplete;
    if (found.numbers.empty()) return page;
    // A movie that was removed since it was found is left out.
    for (auto& entry : listing_.entries(call, found.generation, found.numbers)) {
        Movie movie{std::move(entry.entry), std::nullopt, false};
        const std::int64_t count = entry.tally.count();
        if (count > 0 && found.rating_count > 0) {
            const std::int64_t sum = entry.tally.sum();
            const double mean_of_all =
                static_cast<double>(found.score_sum) / static_cast<double>(found.rating_count);
            movie.rating = MovieRating{static_cast<double>(sum) / static_cast<double>(count), count,
                                       weighted_rating(count, sum, mean_of_all, prior_weight_),
                                       entry.tally.histogram};
        }
        page.movies.push_back(std::move(movie));
    }
    return page;
}

Suggestions MovieListService::suggest(const Call& call, const std::string& text) {
    if (text.empty()) return {};
    MovieQuery query;
    query.text = text;
    query.sort = MovieSort::relevance;
    auto page = list(call, query, {}, std::nullopt, kSuggestions);
    Suggestions suggestions;
    suggestions.incomplete = page.incomplete;
    for (auto& movie : page.movies) {
        auto& description = movie.entry.description;
        suggestions.titles.push_back({movie.entry.id, std::move(description.title),
                                      std::move(description.original_title),
                                      description.release_year});
    }
    return suggestions;
}

std::vector<FacetCount> MovieListService::genres(const Call& call) {
    return finder_.genres(call);
}

}  // namespace marquee::movie
