#include "infrastructure/rating/recent_totals.h"

#include "infrastructure/events/event_log.h"

namespace marquee::rating {
namespace {

constexpr std::chrono::milliseconds kFresh{20};

}  // namespace

RecentTotals::Moment RecentTotals::now() const {
    return {log_.commits(), std::chrono::steady_clock::now()};
}

std::optional<RatingTotals> RecentTotals::find(const RecordType& type, const Moment& moment) const {
    const std::lock_guard lock(mutex_);
    if (!known_ || known_->type != type || known_->moment.commits != moment.commits ||
        moment.time - known_->moment.time > kFresh) {
        return std::nullopt;
    }
    return known_->totals;
}

void RecentTotals::keep(const RecordType& type, const RatingTotals& totals, const Moment& moment) {
    const std::lock_guard lock(mutex_);
    if (known_ && known_->moment.commits > moment.commits) return;
    known_.emplace(type, totals, moment);
}

}  // namespace marquee::rating
