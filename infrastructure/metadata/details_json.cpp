#include "infrastructure/metadata/details_json.h"

#include <nlohmann/json.hpp>

namespace marquee::metadata {
namespace {

using nlohmann::json;

json optional_json(const std::optional<std::string>& text) {
    return text ? json(*text) : json();
}

std::optional<std::string> optional_text(const json& value) {
    if (value.is_null()) return std::nullopt;
    return value.get<std::string>();
}

}  // namespace

std::string details_to_json(const MovieDescription& description) {
    json cast = json::array();
    for (const auto& member : description.cast) {
        cast.push_back({{"name", member.name}, {"role", optional_json(member.role)}});
    }
    return json{{"original_title", optional_json(description.original_title)},
                {"alternative_titles", description.alternative_titles},
                {"genres", description.genres},
                {"directors", description.directors},
                {"cast", std::move(cast)},
                {"keywords", description.keywords},
                {"poster_url", optional_json(description.poster_url)},
                {"external_ids", description.external_ids}}
        .dump();
}

void details_from_json(const std::string& text, MovieDescription& description) {
    const json details = json::parse(text);
    description.original_title = optional_text(details.at("original_title"));
    details.at("alternative_titles").get_to(description.alternative_titles);
    details.at("genres").get_to(description.genres);
    details.at("directors").get_to(description.directors);
    for (const auto& member : details.at("cast")) {
        description.cast.push_back(
            {member.at("name").get<std::string>(), optional_text(member.at("role"))});
    }
    // Movies that were stored before there were keywords have none.
    if (details.contains("keywords")) details.at("keywords").get_to(description.keywords);
    description.poster_url = optional_text(details.at("poster_url"));
    details.at("external_ids").get_to(description.external_ids);
}

}  // namespace marquee::metadata
