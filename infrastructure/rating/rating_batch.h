#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "domain/rating/rating_repository.h"
#include "infrastructure/events/event_log.h"
#include "infrastructure/rating/rating_events.h"
#include "infrastructure/rating/rating_rows.h"

namespace marquee::rating {

/// Changes of ratings within one transaction: applied one after the other to the states that the
/// database had, and stored together in the end. Throws what SOCI throws.
class RatingBatch {
public:
    /// Holds the records of all changes that will come until the transaction's end. The session and
    /// the dialect outlive the batch.
    RatingBatch(soci::session& session, const database::Dialect& dialect,
                const std::set<RatingKey>& keys);

    /// Applies a change that is made at `now`, for the request of that id: its record and user are
    /// among the keys.
    ChangeEffect apply(const RatingChange& change, Timestamp now, const std::string& request_id);

    /// The rating with that key, which is among the keys, after all changes so far; or nothing.
    std::optional<Rating> rating(const RatingKey& key) const;

    /// That of a record of one of the keys, after all changes so far.
    const RatingSummary& summary(const Record& record) const { return summaries_.at(record); }

    /// Stores what came of all changes, at `now`.
    void store(Timestamp now) const;

    /// One for each effective change.
    std::vector<events::NewEvent> take_events() { return std::move(events_); }

private:
    void note(const OpinionChange& change, const RatingSummary& summary,
              const std::string& request_id);
    void count(const Record& record, RatingSummary& summary, Score score, int times);
    std::map<Record, RatingSummary> changed_summaries() const;

    soci::session& session_;
    const database::Dialect& dialect_;
    // In this order: what is read after its record was held stays as it is.
    std::map<Record, RatingSummary> held_;
    std::map<Record, RatingSummary> summaries_;
    std::map<RatingKey, Rating> before_;
    std::map<RatingKey, Rating> after_;
    /// Given again as they are.
    std::set<RatingKey> confirmed_;
    TotalChanges totals_;
    std::vector<events::NewEvent> events_;
};

/// Adds the keys of the changes.
void add_keys(const std::vector<RatingChange>& changes, std::set<RatingKey>& keys);

}  // namespace marquee::rating
