#include "interfaces/movie/movie_json.h"

#include "nlohmann/json.hpp"

#include "domain/shared/rfc3339.h"
#include "interfaces/json/description_json.h"
#include "interfaces/json/opinion_json.h"

namespace marquee::movie {

nlohmann::ordered_json rating_json(const std::optional<MovieRating>& rating) {
    if (!rating) return nullptr;
    auto object = nlohmann::ordered_json::object();
    json::write_opinion({rating->average, rating->count, rating->weighted, rating->histogram},
                        object);
    return object;
}

nlohmann::ordered_json movie_json(const Movie& movie) {
    const CatalogueEntry& entry = movie.entry;
    nlohmann::ordered_json object = {{"id", entry.id.text()}};
    json::write_description(entry.description, object);
    object["rating"] = rating_json(movie.rating);
    if (movie.rating_unknown || entry.age) {
        auto degraded = nlohmann::ordered_json::array();
        if (entry.age) degraded.push_back("metadata");
        if (movie.rating_unknown) degraded.push_back("rating");
        object["degraded"] = std::move(degraded);
    }
    if (entry.age)
        object["metadata_age"] = std::chrono::round<std::chrono::seconds>(*entry.age).count();
    object["created_at"] = format_time(entry.created_at);
    object["updated_at"] = format_time(entry.updated_at);
    return object;
}

}  // namespace marquee::movie
