#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "domain/rating/rating.h"
#include "domain/rating/rating_import.h"
#include "domain/rating/rating_summary.h"
#include "infrastructure/events/event_log.h"

namespace marquee::rating {

/// What one user thinks of a record, before and after; nothing where there is no rating.
struct OpinionChange {
    Record record;
    UserId user;
    std::optional<Score> previous;
    std::optional<Rating> current;
};

/// "rating.changed": the change, and what the record's ratings come to after it.
events::NewEvent changed_event(const OpinionChange& change, const RatingSummary& after);

/// "ratings.imported": new ratings of a record, and what its ratings come to after them.
events::NewEvent imported_event(const Record& record,
                                std::span<const RecordImport::Opinion> opinions,
                                const RatingSummary& after);

/// "ratings.removed": so many of a record's ratings went, and what is left of them.
events::NewEvent ratings_removed_event(const Record& record, std::int64_t count,
                                       const RatingSummary& after);

/// "summary.repaired": the record's summary was wrong, and is this now.
events::NewEvent summary_repaired_event(const Record& record, const RatingSummary& summary);

}  // namespace marquee::rating
