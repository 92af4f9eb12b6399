#include "infrastructure/movie/feed_changes.h"

#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "domain/shared/error.h"
#include "domain/shared/rfc3339.h"
#include "infrastructure/movie/description_document.h"

namespace marquee::movie {
namespace {

using nlohmann::json;

/// The version of the payloads that are read here.
constexpr int kSchemaVersion = 1;

MovieId id_in(const json& payload, const char* field) {
    return MovieId(payload.at(field).get<std::string>());
}

Timestamp time_in(const json& payload, const char* field) {
    const auto time = parse_time(payload.at(field).get<std::string>());
    if (!time) throw invalid_field(field, "must be a time");
    return *time;
}

std::optional<MovieChange> described(const json& payload) {
    return Described{{id_in(payload, "id"), description_in(payload.at("description")),
                      payload.at("revision").get<Revision>(), time_in(payload, "created_at"),
                      time_in(payload, "updated_at")}};
}

std::optional<MovieChange> undescribed(const json& payload) {
    return Undescribed{id_in(payload, "id")};
}

/// Strictly, as nlohmann makes numbers of true and of fractions too.
std::int64_t count_in(const json& value) {
    const auto count = value.is_number_unsigned() ? value.get<std::int64_t>() : -1;
    if (count < 0) throw invalid_field("histogram", "must have whole numbers from 0");
    return count;
}

std::optional<MovieChange> rated(const json& payload) {
    if (payload.at("record_type").get<std::string>() != "movie") return std::nullopt;
    Rated change{id_in(payload, "record_id"), {}};
    auto& histogram = change.tally.histogram;
    const json& counts = payload.at("summary").at("histogram");
    if (!counts.is_array() || counts.size() != histogram.size()) {
        throw invalid_field("histogram", "must have a count for each score");
    }
    std::transform(counts.begin(), counts.end(), histogram.begin(), count_in);
    return change;
}

using Decode = std::optional<MovieChange> (*)(const json& payload);

constexpr std::string_view kRatingChanged = "rating.changed";

/// The types of events that matter here.
const std::map<std::string, Decode, std::less<>> kDecoders = {
    {"movie.described", described},       {"movie.removed", undescribed},
    {std::string(kRatingChanged), rated}, {"ratings.imported", rated},
    {"ratings.removed", rated},           {"summary.repaired", rated},
};

/// Nothing for an event that says nothing of movies.
std::optional<MovieChange> change_of(const Event& event) {
    const auto decoder = kDecoders.find(event.type);
    if (decoder == kDecoders.end()) return std::nullopt;
    // What else there is to say of it would repeat the payload, which is nobody's who reads logs.
    const std::string problem = "the event at position " + std::to_string(event.position) + ", " +
                                event.type + ", can't be understood";
    if (event.schema_version != kSchemaVersion) {
        throw std::runtime_error(problem + ": its schema version is " +
                                 std::to_string(event.schema_version));
    }
    try {
        return decoder->second(json::parse(event.payload));
    } catch (const json::exception&) {
        throw std::runtime_error(problem);
    } catch (const Error&) {
        throw std::runtime_error(problem + ": it breaks the rules of what it is about");
    }
}

}  // namespace

FeedChanges::FeedChanges(EventFeed& feed, std::string consumer)
    : feed_(feed), consumer_(std::move(consumer)) {}

std::variant<ChangeBatch, ChangesPruned> FeedChanges::read(const Call& call, std::int64_t after,
                                                           std::size_t limit,
                                                           Call::Deadline wait_until) {
    const auto answer = feed_.read(call, after, limit, wait_until);
    const auto* events = std::get_if<std::vector<Event>>(&answer);
    if (!events) return ChangesPruned();
    ChangeBatch batch;
    batch.until = after;
    if (events->empty()) return batch;
    batch.until = events->back().position;
    batch.first_at = events->front().occurred_at;
    // Each rating says how its record stands, so of a record's only the last one matters.
    std::map<std::string_view, std::int64_t> rated_last;
    for (const auto& event : *events) {
        if (event.type == kRatingChanged) rated_last[event.record] = event.position;
    }
    for (const auto& event : *events) {
        if (event.type == kRatingChanged && rated_last.at(event.record) != event.position) continue;
        if (auto change = change_of(event)) batch.changes.push_back(*std::move(change));
    }
    return batch;
}

std::int64_t FeedChanges::last_position(const Call& call) {
    return feed_.last_position(call);
}

void FeedChanges::acknowledge(const Call& call, std::int64_t position) {
    feed_.acknowledge(call, consumer_, position);
}

}  // namespace marquee::movie
