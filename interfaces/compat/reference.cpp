#include "interfaces/compat/reference.h"

#include <utility>

#include "application/metadata/metadata_service.h"
#include "application/movie/movie_service.h"
#include "application/rating/rating_service.h"

namespace marquee::compat {
namespace {

Call by_compat(Call call) {
    call.caller = Caller::of_account("compat", Role::admin,
                                     {Scope::catalogue_write, Scope::ratings_write_any});
    return call;
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

PlainMetadata plain(const MovieId& id, const MovieDescription& description) {
    return {id.text(), description.title, description.description.value_or(""),
            joined(description.directors)};
}

MovieDescription described(const PlainMetadata& movie) {
    MovieDescription description;
    description.title = movie.title;
    if (!movie.description.empty()) description.description = movie.description;
    if (!movie.director.empty()) description.directors = {movie.director};
    return description;
}

MovieDescription merged(const MovieDescription& stored, const MovieDescription& put) {
    MovieDescription description = stored;
    description.title = put.title;
    description.description = put.description;
    // Whoever puts back what they got does not make one director of several.
    if (joined(put.directors) != joined(stored.directors)) description.directors = put.directors;
    return description;
}

}  // namespace

PlainMetadata metadata_of(metadata::MetadataService& service, const Call& call,
                          const std::string& id) {
    const auto found = service.find(by_compat(call), MovieId(id));
    if (!found) throw Error(ErrorCode::not_found, "there is no metadata of a movie " + id);
    return plain(found->id, found->description);
}

void describe(metadata::MetadataService& service, const Call& call, const PlainMetadata& movie) {
    service.import_movies(by_compat(call), {{MovieId(movie.id), described(movie)}}, merged);
}

double mean_rating(rating::RatingService& service, const Call& call, const std::string& type,
                   const std::string& id) {
    const rating::Record record{rating::RecordType(type), rating::RecordId(id)};
    const auto average = service.standing(by_compat(call), record).summary.average();
    if (!average) throw Error(ErrorCode::not_found, "nobody has rated " + type + " " + id);
    return *average;
}

void rate(rating::RatingService& service, const Call& call, const PlainRating& rating) {
    service.rate(by_compat(call), {rating::RecordType(rating.type), rating::RecordId(rating.id)},
                 rating::UserId(rating.user), rating::Score(rating.value));
}

PlainMovie movie_of(movie::MovieService& service, const Call& call, const std::string& id) {
    const movie::Movie movie = service.get(by_compat(call), MovieId(id));
    if (movie.rating_unknown) throw Error(ErrorCode::unavailable, "ratings can't be asked now");
    return {plain(movie.entry.id, movie.entry.description),
            movie.rating ? std::optional(movie.rating->average) : std::nullopt};
}

}  // namespace marquee::compat
