#include "interfaces/import/movielens_description.h"

#include <utility>

namespace marquee::movielens {

MovieDescription describe(MovieRow row, const std::string& imdb, const std::string& tmdb) {
    MovieDescription description;
    description.title = std::move(row.title.title);
    description.original_title = std::move(row.title.original_title);
    description.alternative_titles = std::move(row.title.alternative_titles);
    description.release_year = row.title.year;
    description.genres = std::move(row.genres);
    if (!imdb.empty()) description.external_ids["imdb"] = imdb;
    if (!tmdb.empty()) description.external_ids["tmdb"] = tmdb;
    description.external_ids["movielens"] = std::to_string(row.movie);
    return description;
}

MovieDescription merge(const MovieDescription& stored, const MovieDescription& imported) {
    MovieDescription merged = stored;
    merged.title = imported.title;
    if (imported.original_title) merged.original_title = imported.original_title;
    if (!imported.alternative_titles.empty()) {
        merged.alternative_titles = imported.alternative_titles;
    }
    if (imported.release_year) merged.release_year = imported.release_year;
    if (!imported.genres.empty()) merged.genres = imported.genres;
    for (const auto& [provider, id] : imported.external_ids) merged.external_ids[provider] = id;
    return merged;
}

}  // namespace marquee::movielens
