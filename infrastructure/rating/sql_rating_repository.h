#pragma once

#include <memory>
#include <vector>

#include "domain/rating/rating_repository.h"
#include "infrastructure/database/database.h"
#include "infrastructure/events/event_log.h"
#include "infrastructure/rating/rating_write_groups.h"
#include "infrastructure/rating/recent_totals.h"

namespace marquee::rating {

/// Ratings in `rating_score`, one row for each user and record; what they come to in
/// `rating_summary`, one row a record, and `rating_total`. Each change is told in the event log.
/// Thread-safe, as the database is.
///
/// Whoever writes a record's ratings first takes hold of its summary row, of several records in
/// their order, those without ratings last: so writers of one record take turns, and writers of
/// several rarely deadlock, which is answered by another try.
class SqlRatingRepository : public RatingRepository {
public:
    /// `log` is that of context `rating`; it and `metrics` outlive the repository; the migrations
    /// have run. Up to `group_limit` calls of apply and rate that come at once are committed
    /// together.
    SqlRatingRepository(events::EventLog& log, prometheus::Registry& metrics,
                        std::size_t group_limit = RatingWriteGroups::kDefaultLimit);

    std::optional<Rating> find(const Call& call, const Record& record, const UserId& user) override;
    SummaryWithTotals summary(const Call& call, const RecordView& record) override;
    std::vector<RatingSummary> summaries(const Call& call,
                                         const std::vector<Record>& records) override;
    std::vector<RatedRecord> scan(const Call& call, const RecordType& type,
                                  const std::optional<RecordId>& after, std::size_t limit) override;
    RatingTotals totals(const Call& call, const RecordType& type) override;
    std::vector<Rating> history(const Call& call, const UserId& user,
                                const std::optional<HistoryPosition>& after,
                                std::size_t limit) override;
    std::vector<ChangeEffect> apply(const Call& call, const std::vector<RatingChange>& changes,
                                    Timestamp now) override;
    GivenRating rate(const Call& call, const Record& record, const UserId& user, Score score,
                     Timestamp now) override;
    ImportEffects take_in(const Call& call, const RecordType& type,
                          const std::vector<RecordImport>& records, Timestamp now) override;
    std::int64_t remove_some(const Call& call, const Record& record, Timestamp until,
                             std::size_t limit) override;
    void refuse_user(const Call& call, const UserId& user) override;
    UserRemoval remove_some_of_user(const Call& call, const UserId& user,
                                    std::size_t limit) override;
    RecountResult recount(const Call& call, bool repair,
                          const std::function<void(const SummaryMismatch&)>& on_mismatch) override;

private:
    RatingWriteGroups& writer_of(const Record& record);

    events::EventLog& log_;
    database::Database& database_;
    /// Each commits groups of its own. What concerns a record goes to the same one, but for changes
    /// of several records, which go where the first belongs.
    std::vector<std::unique_ptr<RatingWriteGroups>> writers_;
    RecentTotals recent_totals_;
};

}  // namespace marquee::rating
