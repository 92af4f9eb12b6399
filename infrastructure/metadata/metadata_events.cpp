#include "infrastructure/metadata/metadata_events.h"

#include <nlohmann/json.hpp>

#include "domain/shared/rfc3339.h"

namespace marquee::metadata {
namespace {

using nlohmann::ordered_json;

template <class T>
ordered_json or_null(const std::optional<T>& value) {
    return value ? ordered_json(*value) : ordered_json();
}

ordered_json description_json(const MovieDescription& description) {
    auto cast = ordered_json::array();
    for (const auto& member : description.cast) {
        cast.push_back({{"name", member.name}, {"role", or_null(member.role)}});
    }
    return {{"title", description.title},
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
            {"external_ids", description.external_ids}};
}

}  // namespace

events::NewEvent described_event(const MovieMetadata& movie) {
    const ordered_json payload = {{"id", movie.id.text()},
                                  {"revision", movie.revision},
                                  {"description", description_json(movie.description)},
                                  {"created_at", format_time(movie.created_at)},
                                  {"updated_at", format_time(movie.updated_at)}};
    return {.type = "movie.described", .record = movie.id.text(), .payload = payload.dump()};
}

events::NewEvent removed_event(const MovieMetadata& movie) {
    const ordered_json payload = {{"id", movie.id.text()}, {"revision", movie.revision}};
    return {.type = "movie.removed", .record = movie.id.text(), .payload = payload.dump()};
}

}  // namespace marquee::metadata
