#include "infrastructure/metadata/details_json.h"

#include <nlohmann/json.hpp>
#include <simdjson.h>
#include <string_view>

namespace marquee::metadata {
namespace {

using nlohmann::json;
using simdjson::dom::element;

/// In bytes, at most.
constexpr std::size_t kUsualLength = 16 * 1024;

json optional_json(const std::optional<std::string>& text) {
    return text ? json(*text) : json();
}

std::string text_of(element value) {
    return std::string(std::string_view(value));
}

std::optional<std::string> optional_text(element value) {
    if (value.is_null()) return std::nullopt;
    return text_of(value);
}

std::vector<std::string> texts_of(element value) {
    std::vector<std::string> texts;
    for (const element text : simdjson::dom::array(value)) texts.push_back(text_of(text));
    return texts;
}

std::vector<CastMember> cast_of(element value) {
    std::vector<CastMember> cast;
    for (const element member : simdjson::dom::array(value)) {
        cast.push_back({text_of(member["name"]), optional_text(member["role"])});
    }
    return cast;
}

std::map<std::string, std::string> external_ids_of(element value) {
    std::map<std::string, std::string> ids;
    for (const auto& [provider, id] : simdjson::dom::object(value)) {
        ids.insert_or_assign(std::string(provider), text_of(id));
    }
    return ids;
}

void take(std::string_view name, element value, MovieDescription& description) {
    if (name == "original_title") description.original_title = optional_text(value);
    if (name == "alternative_titles") description.alternative_titles = texts_of(value);
    if (name == "genres") description.genres = texts_of(value);
    if (name == "directors") description.directors = texts_of(value);
    if (name == "cast") description.cast = cast_of(value);
    if (name == "keywords") description.keywords = texts_of(value);
    if (name == "poster_url") description.poster_url = optional_text(value);
    if (name == "external_ids") description.external_ids = external_ids_of(value);
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
    // A parser keeps its memory for the next text, many times the length of the longest: the
    // thread's is for those of usual length.
    thread_local simdjson::dom::parser usual;
    simdjson::dom::parser large;
    auto& parser = text.size() <= kUsualLength ? usual : large;
    const simdjson::dom::object details = parser.parse(text);
    for (const auto& [name, value] : details) take(name, value, description);
}

}  // namespace marquee::metadata
