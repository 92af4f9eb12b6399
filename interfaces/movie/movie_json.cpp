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
    if (movie.rating_unknown) object["degraded"] = nlohmann::ordered_json::array({"rating"});
    object["created_at"] = format_time(entry.created_at);
    object["updated_at"] = format_time(entry.updated_at);
    return object;
}

}  // namespace marquee::movie
