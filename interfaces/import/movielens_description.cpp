#include "interfaces/import/movielens_description.h"

#include <set>
#include <utility>

#include "interfaces/text/fold_case.h"

namespace marquee::movielens {
namespace {

std::vector<std::string> with_added(std::vector<std::string> keywords,
                                    const std::vector<std::string>& more) {
    std::set<std::string> known;
    for (const auto& keyword : keywords) known.insert(fold_case(keyword));
    for (const auto& keyword : more) {
        if (keywords.size() >= MovieDescriptionLimits::kKeywords) break;
        if (known.insert(fold_case(keyword)).second) keywords.push_back(keyword);
    }
    return keywords;
}

}  // namespace

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
    merged.keywords = with_added(std::move(merged.keywords), imported.keywords);
    for (const auto& [provider, id] : imported.external_ids) merged.external_ids[provider] = id;
    return merged;
}

}  // namespace marquee::movielens
