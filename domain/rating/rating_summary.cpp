#include "domain/rating/rating_summary.h"

#include <stdexcept>

#include "domain/shared/error.h"
#include "domain/shared/weighted_rating.h"

namespace marquee::rating {

RatingSummary::RatingSummary(const Histogram& histogram) : histogram_(histogram) {
    for (std::size_t i = 0; i < histogram.size(); ++i) {
        if (histogram[i] < 0) throw invalid_field("histogram", "must not have a negative bucket");
        count_ += histogram[i];
        sum_ += histogram[i] * static_cast<std::int64_t>(i + 1);
    }
}

void RatingSummary::add(Score score) {
    ++histogram_[static_cast<std::size_t>(score.value() - 1)];
    ++count_;
    sum_ += score.value();
}

void RatingSummary::remove(Score score) {
    auto& bucket = histogram_[static_cast<std::size_t>(score.value() - 1)];
    if (bucket == 0) throw std::logic_error("a rating is taken back that the summary never had");
    --bucket;
    --count_;
    sum_ -= score.value();
}

std::optional<double> RatingSummary::average() const {
    if (count_ == 0) return std::nullopt;
    return static_cast<double>(sum_) / static_cast<double>(count_);
}

std::optional<double> weighted_rating(const RatingSummary& summary, const RatingTotals& totals,
                                      double prior_weight) {
    if (summary.count() == 0) return std::nullopt;
    // Totals read a moment before the first rating of all: then that is all there is to go by.
    const RatingTotals all =
        totals.count > 0 ? totals : RatingTotals{summary.count(), summary.sum()};
    const double mean_of_all = static_cast<double>(all.sum) / static_cast<double>(all.count);
    return marquee::weighted_rating(summary.count(), summary.sum(), mean_of_all, prior_weight);
}

}  // namespace marquee::rating
