#pragma once

#include <vector>

#include "domain/rating/rating_repository.h"
#include "infrastructure/events/event_log.h"

namespace marquee::rating {

/// See RatingRepository::take_in. New ratings are stored without looking for what they replace,
/// until one turns out to be there.
ImportEffects import_ratings(events::EventLog& log, const Call& call, const RecordType& type,
                             const std::vector<RecordImport>& records, Timestamp now);

}  // namespace marquee::rating
