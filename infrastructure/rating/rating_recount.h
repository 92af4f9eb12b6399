#pragma once

#include <functional>
#include <map>
#include <optional>

#include "domain/rating/rating_repository.h"
#include "infrastructure/database/database.h"
#include "infrastructure/events/event_log.h"

namespace marquee::rating {

/// Recounts all summaries and totals from the ratings; see RatingRepository::recount. Goes through
/// the records in portions, each read in one state of the database, so that neither memory nor the
/// writers suffer from it. For one thread, one run.
class RatingRecount {
public:
    RatingRecount(events::EventLog& log, const Call& call, bool repair,
                  const std::function<void(const SummaryMismatch&)>& on_mismatch);

    RecountResult run();

private:
    struct Portion;

    Portion next_portion(const std::optional<Record>& after);
    void compare(const Portion& portion);
    void repair_summary(const Record& record);
    void compare_totals();
    void repair_totals(const RecordType& type);

    events::EventLog& log_;
    database::Database& database_;
    const Call& call_;
    bool repair_;
    const std::function<void(const SummaryMismatch&)>& on_mismatch_;
    RecountResult result_;
};

}  // namespace marquee::rating
