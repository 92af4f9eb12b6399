#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "domain/rating/rating.h"

namespace marquee::rating {

/// How many ratings gave each score: [0] counts the ones, [9] the tens.
using Histogram = std::array<std::int64_t, Score::kHighest>;

/// What all ratings of one record come to. Exact: whole numbers only.
class RatingSummary {
public:
    /// That of a record nobody has rated.
    RatingSummary() = default;

    /// Throws Error(invalid) when a bucket is negative.
    explicit RatingSummary(const Histogram& histogram);

    void add(Score score);
    /// Takes back a rating that was added. Throws std::logic_error when none has that score.
    void remove(Score score);

    std::int64_t count() const { return count_; }
    /// The sum of all scores.
    std::int64_t sum() const { return sum_; }
    const Histogram& histogram() const { return histogram_; }
    /// The mean score, from 1 to 10; nothing without ratings.
    std::optional<double> average() const;

    bool operator==(const RatingSummary&) const = default;

private:
    Histogram histogram_{};
    std::int64_t count_ = 0;
    std::int64_t sum_ = 0;
};

/// Count and sum over all ratings of one record type.
struct RatingTotals {
    std::int64_t count = 0;
    std::int64_t sum = 0;

    bool operator==(const RatingTotals&) const = default;
};

/// The mean that few ratings can't move far: v/(v+m)·R + m/(v+m)·C, with R and v the mean and
/// number of `summary`'s ratings, C the mean of `totals`, and m = `prior_weight` (≥ 0), the number
/// of average ratings that every record is given on credit. Nothing without ratings.
/// Source: the formula that IMDb published for its Top 250.
std::optional<double> weighted_rating(const RatingSummary& summary, const RatingTotals& totals,
                                      double prior_weight);

}  // namespace marquee::rating
