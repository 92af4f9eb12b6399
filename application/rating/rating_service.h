#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "domain/rating/rating_repository.h"
#include "domain/shared/call.h"
#include "domain/shared/clock.h"

namespace marquee::rating {

/// How a record stands among all of its type.
struct Standing {
    RatingSummary summary;
    /// See weighted_rating; nothing without ratings.
    std::optional<double> weighted;
};

/// A rating that was given, and how its record stands since.
struct RatingBesideStanding {
    Rating rating;
    Standing standing;
};

/// The ratings' use cases. Callable from any thread. Besides what it names, every method throws
/// what RatingRepository does, and those about single users' ratings throw Error(unauthenticated)
/// or Error(forbidden) for a caller who may not give, take or see them.
class RatingService {
public:
    static constexpr std::size_t kMaxBatch = 10'000;

    /// `repository` outlives the service. `prior_weight` (≥ 0) is the m of weighted_rating.
    RatingService(RatingRepository& repository, Clock clock, double prior_weight);

    /// Gives the record the user's score, in place of an earlier one. To give the same again
    /// changes nothing: the rating is answered that is there.
    RatingBesideStanding rate(const Call& call, const Record& record, const UserId& user,
                              Score score);

    /// Takes the user's rating back; false when there is none.
    bool withdraw(const Call& call, const Record& record, const UserId& user);

    /// The user's rating of the record, or nothing.
    std::optional<Rating> find(const Call& call, const Record& record, const UserId& user);

    /// Up to `limit` ratings of the user after `after`, newest first.
    std::vector<Rating> history(const Call& call, const UserId& user,
                                const std::optional<HistoryPosition>& after, std::size_t limit);

    /// Applies up to kMaxBatch changes in their order, all or none. Throws Error(invalid) for more.
    std::vector<ChangeEffect> apply(const Call& call, const std::vector<RatingChange>& changes);

    /// For Marquee itself: stores ratings from elsewhere, all or none, in place of earlier ones.
    /// They are in order (require_order); others who write wait for as long as it takes.
    ImportEffects take_in(const Call& call, const RecordType& type,
                          const std::vector<RecordImport>& records);

    Standing standing(const Call& call, const RecordView& record);

    /// That of each of `ids`, in their order.
    std::vector<Standing> standings(const Call& call, const RecordType& type,
                                    std::vector<RecordId> ids);

    /// See RatingRepository::scan.
    std::vector<RatedRecord> scan(const Call& call, const RecordType& type,
                                  const std::optional<RecordId>& after, std::size_t limit);

    /// For Marquee itself: removes all ratings of the record that were stored until `until`, by
    /// this service's clock; answers how many there were. One that fails half-way may be repeated.
    std::int64_t forget(const Call& call, const Record& record, Timestamp until);

    /// For administrators: see RatingRepository::recount.
    RecountResult recount(const Call& call, bool repair,
                          const std::function<void(const SummaryMismatch&)>& on_mismatch);

private:
    Standing standing_of(const RatingSummary& summary, const RatingTotals& totals) const;

    RatingRepository& repository_;
    Clock clock_;
    double prior_weight_;
};

}  // namespace marquee::rating
