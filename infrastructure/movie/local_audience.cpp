#include "infrastructure/movie/local_audience.h"

#include <utility>

namespace marquee::movie {
namespace {

const rating::RecordType& movie_type() {
    static const rating::RecordType type("movie");
    return type;
}

rating::Record record_of(const MovieId& id) {
    return {movie_type(), rating::RecordId(id.text())};
}

PersonalRating personal(const rating::Rating& rating) {
    return {rating.score.value(), rating.rated_at};
}

std::optional<MovieRating> rating_of(const rating::Standing& standing) {
    const auto average = standing.summary.average();
    if (!average) return std::nullopt;
    return MovieRating{*average, standing.summary.count(), standing.weighted.value(),
                       standing.summary.histogram()};
}

}  // namespace

std::optional<MovieRating> LocalAudience::rating(const Call& call, const MovieId& id) {
    return rating_of(ratings_.standing(call, {movie_type(), id.text()}));
}

std::vector<std::optional<MovieRating>> LocalAudience::ratings(const Call& call,
                                                               const std::vector<MovieId>& ids) {
    std::vector<rating::RecordId> records;
    records.reserve(ids.size());
    for (const auto& id : ids) records.emplace_back(id.text());
    std::vector<std::optional<MovieRating>> result;
    result.reserve(ids.size());
    for (const auto& standing : ratings_.standings(call, movie_type(), std::move(records))) {
        result.push_back(rating_of(standing));
    }
    return result;
}

std::vector<RatedMovie> LocalAudience::scan(const Call& call, const std::optional<MovieId>& after,
                                            std::size_t limit) {
    std::optional<rating::RecordId> record;
    if (after) record.emplace(after->text());
    std::vector<RatedMovie> result;
    for (const auto& rated : ratings_.scan(call, movie_type(), record, limit)) {
        result.push_back({MovieId(rated.record.id.text()), {rated.summary.histogram()}});
    }
    return result;
}

std::optional<PersonalRating> LocalAudience::rating_by(const Call& call, const MovieId& id,
                                                       const std::string& user) {
    const auto rating = ratings_.find(call, record_of(id), rating::UserId(user));
    return rating ? std::optional(personal(*rating)) : std::nullopt;
}

OwnRating LocalAudience::rate(const Call& call, const MovieId& id, const std::string& user,
                              std::int64_t score) {
    const auto given =
        ratings_.rate(call, record_of(id), rating::UserId(user), rating::Score(score));
    return {personal(given.rating), rating_of(given.standing)};
}

bool LocalAudience::withdraw(const Call& call, const MovieId& id, const std::string& user) {
    return ratings_.withdraw(call, record_of(id), rating::UserId(user));
}

void LocalAudience::forget(const Call& call, const MovieId& id, Timestamp until) {
    ratings_.forget(call, record_of(id), until);
}

}  // namespace marquee::movie
