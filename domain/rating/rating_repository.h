#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "domain/rating/rating.h"
#include "domain/rating/rating_change.h"
#include "domain/rating/rating_import.h"
#include "domain/rating/rating_summary.h"
#include "domain/shared/call.h"

namespace marquee::rating {

/// The place in a user's history after which reading goes on.
struct HistoryPosition {
    Timestamp rated_at;
    Record record;
};

/// A record that somebody has rated, and what its ratings come to.
struct RatedRecord {
    Record record;
    RatingSummary summary;
};

/// A rating that was given, and how its record and all of its type stand since.
struct GivenRating {
    Rating rating;
    RatingSummary summary;
    RatingTotals totals;
};

/// A record whose stored summary is not what its ratings come to.
struct SummaryMismatch {
    Record record;
    /// As stored; nothing when there is none, or its count and sum disagree with its buckets.
    std::optional<RatingSummary> stored;
    RatingSummary recounted;
};

/// What a recount of everything found.
struct RecountResult {
    std::int64_t records = 0;
    std::int64_t ratings = 0;
    std::int64_t mismatches = 0;
    /// Record types whose totals are not what their ratings come to.
    std::int64_t wrong_totals = 0;
};

/// What a record's standing comes of.
struct SummaryWithTotals {
    RatingSummary summary;
    RatingTotals totals;
};

/// How far the removal of an erased user's ratings has come.
struct UserRemoval {
    /// Ratings that were removed so far, by this portion and all before it.
    std::int64_t removed = 0;
    /// None were left.
    bool complete = false;
};

/// Where ratings and their summaries are kept; the two never disagree. Callable from any thread.
/// Every method throws Error(unavailable) when the store can't be reached or has no room,
/// Error(deadline_exceeded) when the call's deadline comes first, and, if it writes,
/// Error(unknown_outcome) when the store was lost at the moment of commit. To repeat a write is
/// safe.
class RatingRepository {
public:
    virtual ~RatingRepository() = default;

    /// The user's rating of the record, or nothing.
    virtual std::optional<Rating> find(const Call& call, const Record& record,
                                       const UserId& user) = 0;

    /// The record's summary, which is empty for an unrated one, and its type's totals.
    virtual SummaryWithTotals summary(const Call& call, const RecordView& record) = 0;

    /// That of each of `records`, in their order.
    virtual std::vector<RatingSummary> summaries(const Call& call,
                                                 const std::vector<Record>& records) = 0;

    /// Up to `limit` (≥ 1) rated records of the type whose ids follow `after`, from the first one
    /// without it, in the byte order of their ids.
    virtual std::vector<RatedRecord> scan(const Call& call, const RecordType& type,
                                          const std::optional<RecordId>& after,
                                          std::size_t limit) = 0;

    virtual RatingTotals totals(const Call& call, const RecordType& type) = 0;

    /// Up to `limit` ratings of the user after `after`, newest first, then by record.
    virtual std::vector<Rating> history(const Call& call, const UserId& user,
                                        const std::optional<HistoryPosition>& after,
                                        std::size_t limit) = 0;

    /// Applies the changes in their order, all or none, and their summaries with them, as stored at
    /// `now`, which is also when those without a time were made. Answers the effect of each. Throws
    /// Error(conflict) for a score by a user who was erased.
    virtual std::vector<ChangeEffect> apply(const Call& call,
                                            const std::vector<RatingChange>& changes,
                                            Timestamp now) = 0;

    /// As apply of that one change, made now; what is there since, which is the earlier rating when
    /// it has that score already.
    virtual GivenRating rate(const Call& call, const Record& record, const UserId& user,
                             Score score, Timestamp now) = 0;

    /// As apply of so many ratings with a time, but made for many, and told of in events that have
    /// many each. Throws Error(invalid) as require_order does.
    virtual ImportEffects take_in(const Call& call, const RecordType& type,
                                  const std::vector<RecordImport>& records, Timestamp now) = 0;

    /// Removes up to `limit` (at least 1) of the ratings of the record that were stored until
    /// `until`; answers how many. None are left when they are fewer than `limit`.
    virtual std::int64_t remove_some(const Call& call, const Record& record, Timestamp until,
                                     std::size_t limit) = 0;

    /// Remembers for ever that the user was erased: apply, when it begins after this, takes no
    /// score by them. Their ratings stay until they are removed. May be repeated.
    virtual void refuse_user(const Call& call, const UserId& user) = 0;

    /// Removes up to `limit` (at least 1) of the ratings of a user who is refused, as their
    /// withdrawals would. Of several at a time, each waits for the one before.
    virtual UserRemoval remove_some_of_user(const Call& call, const UserId& user,
                                            std::size_t limit) = 0;

    /// Recounts all summaries and totals from the ratings, tells of each mismatch and, when asked
    /// to, mends it. Right also while others write.
    virtual RecountResult recount(
        const Call& call, bool repair,
        const std::function<void(const SummaryMismatch&)>& on_mismatch) = 0;
};

}  // namespace marquee::rating
