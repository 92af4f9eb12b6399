#include "interfaces/rating/rating_json.h"

#include <optional>
#include <stdexcept>
#include <string_view>

#include "nlohmann/json.hpp"

#include "application/rating/rating_service.h"
#include "interfaces/json/json_body.h"
#include "interfaces/json/object_reader.h"
#include "interfaces/json/opinion_json.h"
#include "interfaces/json/text_writer.h"

namespace marquee::rating {
namespace {

std::string_view name_of(ChangeEffect effect) {
    switch (effect) {
        case ChangeEffect::created:
            return "created";
        case ChangeEffect::replaced:
            return "replaced";
        case ChangeEffect::unchanged:
            return "unchanged";
        case ChangeEffect::withdrawn:
            return "withdrawn";
        case ChangeEffect::absent:
            return "absent";
    }
    throw std::logic_error("an effect without a name");
}

/// The required text `name` as a value object; nothing when it is none, which the reader notes.
template <class Name>
std::optional<Name> read_name(json::ObjectReader& reader, const std::string& name) {
    std::optional<Name> result;
    if (const auto text = reader.required_text(name)) {
        reader.make(name, [&] { result.emplace(*text); });
    }
    return result;
}

std::optional<Score> read_score(json::ObjectReader& reader) {
    std::optional<Score> score;
    if (const auto number = reader.required_whole_number("score")) {
        reader.make("score", [&] { score.emplace(*number); });
    }
    return score;
}

void read_change(json::ObjectReader& reader, std::vector<RatingChange>& changes) {
    const auto op = reader.required_text("op");
    const auto type = read_name<RecordType>(reader, "record_type");
    const auto id = read_name<RecordId>(reader, "record_id");
    const auto user = read_name<UserId>(reader, "user_id");
    std::optional<Score> score;
    std::optional<Timestamp> rated_at;
    if (op == "put") {
        score = read_score(reader);
        rated_at = reader.time("rated_at");
    } else if (op == "delete") {
        reader.forbid("score", "has no place in a delete");
        reader.forbid("rated_at", "has no place in a delete");
    } else {
        // Which other fields are right depends on it.
        reader.ignore("score");
        reader.ignore("rated_at");
        if (op) reader.blame("op", "must be \"put\" or \"delete\"");
    }
    if (type && id && user) changes.push_back({{*type, *id}, *user, score, rated_at});
}

}  // namespace

void write_record(const Record& record, json::TextWriter& writer) {
    writer.name("record_type").text(record.type.text());
    writer.name("record_id").text(record.id.text());
}

void write_standing(const Standing& standing, json::TextWriter& writer) {
    const RatingSummary& summary = standing.summary;
    json::write_opinion(
        {summary.average(), summary.count(), standing.weighted, summary.histogram()}, writer);
}

Score read_score(const std::string& body) {
    const nlohmann::json object = json::parse_object(body);
    json::ObjectReader reader(object);
    const auto score = read_score(reader);
    reader.finish();
    return score.value();
}

std::vector<RatingChange> read_changes(const std::string& body) {
    const nlohmann::json object = json::parse_object(body);
    json::ObjectReader reader(object);
    reader.require("changes");
    std::vector<RatingChange> changes;
    reader.objects("changes", RatingService::kMaxBatch,
                   [&](json::ObjectReader& change) { read_change(change, changes); });
    reader.finish();
    return changes;
}

nlohmann::ordered_json effects_json(const std::vector<ChangeEffect>& effects) {
    auto results = nlohmann::ordered_json::array();
    for (const auto effect : effects) {
        results.push_back(nlohmann::ordered_json{{"effect", name_of(effect)}});
    }
    return {{"results", std::move(results)}};
}

}  // namespace marquee::rating
