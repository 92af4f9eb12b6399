#include "infrastructure/rating/rating_events.h"

#include <string_view>
#include <utility>

#include "domain/shared/rfc3339.h"

namespace marquee::rating {
namespace {

/// A payload: a JSON object, written as text, because one is written for each rating. Records,
/// users, numbers and times are all there is in it, so nothing needs to be escaped.
class Payload {
public:
    explicit Payload(const Record& record) {
        text_.reserve(kUsualSize);
        text("record_type", record.type.text());
        text("record_id", record.id.text());
    }

    Payload& text(std::string_view name, std::string_view value) {
        return field(name).quoted(value);
    }
    Payload& number(std::string_view name, std::int64_t value) { return field(name).add(value); }
    Payload& score(std::string_view name, const std::optional<Score>& value) {
        field(name);
        return value ? add(value->value()) : add("null");
    }
    Payload& time(std::string_view name, const std::optional<Timestamp>& value) {
        field(name);
        return value ? quoted(format_time(*value)) : add("null");
    }
    Payload& ratings(std::span<const RecordImport::Opinion> opinions) {
        field("ratings").add("[");
        std::string_view before;
        for (const auto& opinion : opinions) {
            // Of millions, each is told in as few words as can be.
            add(before).add("[").quoted(opinion.user.text()).add(",").add(opinion.score.value());
            add(",").quoted(format_time(opinion.rated_at)).add("]");
            before = ",";
        }
        return add("]");
    }

    /// Ends with how the record stands now.
    std::string ended(const RatingSummary& after) {
        field("summary").add("{\"count\":").add(after.count());
        add(",\"sum\":").add(after.sum()).add(",\"histogram\":[");
        std::string_view before;
        for (const auto count : after.histogram()) {
            add(before).add(count);
            before = ",";
        }
        return std::move(add("]}}").text_);
    }

private:
    /// What that of one rating fits into, mostly.
    static constexpr std::size_t kUsualSize = 384;

    Payload& field(std::string_view name) {
        return add(text_.empty() ? "{" : ",").quoted(name).add(":");
    }
    Payload& quoted(std::string_view text) { return add("\"").add(text).add("\""); }
    Payload& add(std::string_view text) {
        text_ += text;
        return *this;
    }
    Payload& add(std::int64_t number) { return add(std::string_view(std::to_string(number))); }

    std::string text_;
};

events::NewEvent event_of(std::string type, const Record& record, Payload payload,
                          const RatingSummary& after) {
    return {.type = std::move(type),
            .record = record.type.text() + "/" + record.id.text(),
            .payload = payload.ended(after)};
}

}  // namespace

events::NewEvent changed_event(const OpinionChange& change, const RatingSummary& after) {
    std::optional<Score> score;
    std::optional<Timestamp> rated_at;
    if (change.current) {
        score = change.current->score;
        rated_at = change.current->rated_at;
    }
    Payload payload(change.record);
    payload.text("user_id", change.user.text());
    payload.score("score", score).score("previous_score", change.previous);
    payload.time("rated_at", rated_at);
    return event_of("rating.changed", change.record, std::move(payload), after);
}

events::NewEvent imported_event(const Record& record,
                                std::span<const RecordImport::Opinion> opinions,
                                const RatingSummary& after) {
    Payload payload(record);
    payload.ratings(opinions);
    return event_of("ratings.imported", record, std::move(payload), after);
}

events::NewEvent ratings_removed_event(const Record& record, std::int64_t count,
                                       const RatingSummary& after) {
    Payload payload(record);
    payload.number("removed", count);
    return event_of("ratings.removed", record, std::move(payload), after);
}

events::NewEvent summary_repaired_event(const Record& record, const RatingSummary& summary) {
    return event_of("summary.repaired", record, Payload(record), summary);
}

}  // namespace marquee::rating
