#include "application/rating/rating_service.h"

#include <utility>

#include "domain/shared/error.h"
#include "domain/shared/permission.h"

namespace marquee::rating {
namespace {

constexpr std::size_t kForgetPortion = 1'000;

}  // namespace

RatingService::RatingService(RatingRepository& repository, Clock clock, double prior_weight)
    : repository_(repository), clock_(std::move(clock)), prior_weight_(prior_weight) {}

RatingBesideStanding RatingService::rate(const Call& call, const Record& record, const UserId& user,
                                         Score score) {
    require_rating_for(call, user.text());
    const auto given = repository_.rate(call, record, user, score, clock_());
    return {given.rating, standing_of(given.summary, given.totals)};
}

bool RatingService::withdraw(const Call& call, const Record& record, const UserId& user) {
    require_rating_for(call, user.text());
    const auto effects =
        repository_.apply(call, {RatingChange{record, user, std::nullopt, {}}}, clock_());
    return effects.front() == ChangeEffect::withdrawn;
}

std::optional<Rating> RatingService::find(const Call& call, const Record& record,
                                          const UserId& user) {
    require_ratings_of(call, user.text());
    return repository_.find(call, record, user);
}

std::vector<Rating> RatingService::history(const Call& call, const UserId& user,
                                           const std::optional<HistoryPosition>& after,
                                           std::size_t limit) {
    require_ratings_of(call, user.text());
    return repository_.history(call, user, after, limit);
}

std::vector<ChangeEffect> RatingService::apply(const Call& call,
                                               const std::vector<RatingChange>& changes) {
    if (changes.size() > kMaxBatch) {
        throw Error(ErrorCode::invalid, "a batch has at most " + std::to_string(kMaxBatch) +
                                            " changes, not " + std::to_string(changes.size()));
    }
    for (const auto& change : changes) require_rating_for(call, change.user.text());
    if (changes.empty()) return {};
    return repository_.apply(call, changes, clock_());
}

ImportEffects RatingService::take_in(const Call& call, const RecordType& type,
                                     const std::vector<RecordImport>& records) {
    require(call, Scope::admin);
    return repository_.take_in(call, type, records, clock_());
}

Standing RatingService::standing(const Call& call, const RecordView& record) {
    const auto [summary, totals] = repository_.summary(call, record);
    return standing_of(summary, totals);
}

std::vector<Standing> RatingService::standings(const Call& call, const RecordType& type,
                                               std::vector<RecordId> ids) {
    std::vector<Record> records;
    records.reserve(ids.size());
    for (auto& id : ids) records.push_back({type, std::move(id)});
    const auto summaries = repository_.summaries(call, records);
    const RatingTotals totals = repository_.totals(call, type);
    std::vector<Standing> result;
    result.reserve(summaries.size());
    for (const auto& summary : summaries) {
        result.push_back(standing_of(summary, totals));
    }
    return result;
}

Standing RatingService::standing_of(const RatingSummary& summary,
                                    const RatingTotals& totals) const {
    return {summary, weighted_rating(summary, totals, prior_weight_)};
}

std::vector<RatedRecord> RatingService::scan(const Call& call, const RecordType& type,
                                             const std::optional<RecordId>& after,
                                             std::size_t limit) {
    return repository_.scan(call, type, after, limit);
}

std::int64_t RatingService::forget(const Call& call, const Record& record, Timestamp until) {
    require(call, Scope::admin);
    // In portions, so that neither a transaction nor its writers' wait grows with the record's
    // fame.
    std::int64_t removed = 0;
    while (true) {
        const auto portion = repository_.remove_some(call, record, until, kForgetPortion);
        removed += portion;
        if (portion < static_cast<std::int64_t>(kForgetPortion)) return removed;
    }
}

RecountResult RatingService::recount(
    const Call& call, bool repair, const std::function<void(const SummaryMismatch&)>& on_mismatch) {
    require(call, Scope::admin);
    return repository_.recount(call, repair, on_mismatch);
}

}  // namespace marquee::rating
