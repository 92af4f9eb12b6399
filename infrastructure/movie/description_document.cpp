#include "infrastructure/movie/description_document.h"

#include <nlohmann/json.hpp>

namespace marquee::movie {
namespace {

using nlohmann::json;

template <class T>
json or_null(const std::optional<T>& value) {
    return value ? json(*value) : json();
}

/// Nothing for null, and for a field that older documents lack.
template <class T>
std::optional<T> optional_at(const json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || found->is_null()) return std::nullopt;
    return found->get<T>();
}

std::vector<std::string> texts_at(const json& object, const char* name) {
    return optional_at<std::vector<std::string>>(object, name).value_or(std::vector<std::string>());
}

}  // namespace

std::string document_of(const MovieDescription& description) {
    json cast = json::array();
    for (const auto& member : description.cast) {
        cast.push_back({{"name", member.name}, {"role", or_null(member.role)}});
    }
    return json{{"title", description.title},
                {"original_title", or_null(description.original_title)},
                {"alternative_titles", description.alternative_titles},
                {"description", or_null(description.description)},
                {"release_year", or_null(description.release_year)},
                {"runtime_minutes", or_null(description.runtime_minutes)},
                {"genres", description.genres},
                {"directors", description.directors},
                {"cast", std::move(cast)},
                {"keywords", description.keywords},
                {"poster_url", or_null(description.poster_url)},
                {"external_ids", description.external_ids}}
        .dump();
}

MovieDescription description_in(const json& document) {
    MovieDescription description;
    document.at("title").get_to(description.title);
    description.original_title = optional_at<std::string>(document, "original_title");
    description.alternative_titles = texts_at(document, "alternative_titles");
    description.description = optional_at<std::string>(document, "description");
    description.release_year = optional_at<int>(document, "release_year");
    description.runtime_minutes = optional_at<int>(document, "runtime_minutes");
    description.genres = texts_at(document, "genres");
    description.directors = texts_at(document, "directors");
    for (const auto& member : document.at("cast")) {
        description.cast.push_back(
            {member.at("name").get<std::string>(), optional_at<std::string>(member, "role")});
    }
    description.keywords = texts_at(document, "keywords");
    description.poster_url = optional_at<std::string>(document, "poster_url");
    document.at("external_ids").get_to(description.external_ids);
    // It was checked when it came, against the year of that day.
    constexpr int kAnyYear = 9999;
    require_valid(description, kAnyYear);
    return description;
}

}  // namespace marquee::movie
