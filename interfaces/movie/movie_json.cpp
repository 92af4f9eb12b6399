#include "interfaces/movie/movie_json.h"

#include "domain/shared/rfc3339.h"
#include "interfaces/json/description_json.h"
#include "interfaces/json/opinion_json.h"
#include "interfaces/json/text_writer.h"

namespace marquee::movie {

using json::TextWriter;

void write_rating(const std::optional<MovieRating>& rating, TextWriter& writer) {
    if (!rating) {
        writer.null();
        return;
    }
    json::write_opinion({rating->average, rating->count, rating->weighted, rating->histogram},
                        writer.open_object());
    writer.close_object();
}

void write_movie(const Movie& movie, TextWriter& writer) {
    const CatalogueEntry& entry = movie.entry;
    writer.open_object().name("id").text(entry.id.text());
    json::write_description(entry.description, writer);
    write_rating(movie.rating, writer.name("rating"));
    if (movie.rating_unknown || entry.age) {
        writer.name("degraded").open_array();
        if (entry.age) writer.text("metadata");
        if (movie.rating_unknown) writer.text("rating");
        writer.close_array();
    }
    if (entry.age) {
        const auto age = std::chrono::round<std::chrono::seconds>(*entry.age);
        writer.name("metadata_age").number(std::int64_t{age.count()});
    }
    writer.name("created_at").text(format_time(entry.created_at));
    writer.name("updated_at").text(format_time(entry.updated_at)).close_object();
}

}  // namespace marquee::movie
