#include "infrastructure/rating/rating_events.h"

#include <nlohmann/json.hpp>

#include "domain/shared/rfc3339.h"

namespace marquee::rating {
namespace {

using nlohmann::ordered_json;

ordered_json record_json(const Record& record) {
    return {{"record_type", record.type.text()}, {"record_id", record.id.text()}};
}

events::NewEvent event_of(std::string type, const Record& record, ordered_json payload,
                          const RatingSummary& after) {
    payload["summary"] = {
        {"count", after.count()}, {"sum", after.sum()}, {"histogram", after.histogram()}};
    return {.type = std::move(type),
            .record = record.type.text() + "/" + record.id.text(),
            .payload = payload.dump()};
}

ordered_json score_json(const std::optional<Score>& score) {
    return score ? ordered_json(score->value()) : ordered_json();
}

}  // namespace

events::NewEvent changed_event(const OpinionChange& change, const RatingSummary& after) {
    const auto& current = change.current;
    ordered_json payload = record_json(change.record);
    payload["user_id"] = change.user.text();
    payload["score"] = score_json(current ? std::optional(current->score) : std::nullopt);
    payload["previous_score"] = score_json(change.previous);
    payload["rated_at"] = current ? ordered_json(format_time(current->rated_at)) : ordered_json();
    return event_of("rating.changed", change.record, std::move(payload), after);
}

events::NewEvent imported_event(const Record& record,
                                std::span<const RecordImport::Opinion> opinions,
                                const RatingSummary& after) {
    ordered_json payload = record_json(record);
    // Of millions, each is told in as few words as can be.
    ordered_json& ratings = payload["ratings"] = ordered_json::array();
    for (const auto& opinion : opinions) {
        ratings.push_back(ordered_json::array(
            {opinion.user.text(), opinion.score.value(), format_time(opinion.rated_at)}));
    }
    return event_of("ratings.imported", record, std::move(payload), after);
}

events::NewEvent ratings_removed_event(const Record& record, std::int64_t count,
                                       const RatingSummary& after) {
    ordered_json payload = record_json(record);
    payload["removed"] = count;
    return event_of("ratings.removed", record, std::move(payload), after);
}

events::NewEvent summary_repaired_event(const Record& record, const RatingSummary& summary) {
    return event_of("summary.repaired", record, record_json(record), summary);
}

}  // namespace marquee::rating
