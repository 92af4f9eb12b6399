#pragma once

#include <cstdint>

namespace marquee {

/// The mean that few ratings can't move far: v/(v+m)·R + m/(v+m)·C, with R the mean of the v =
/// `count` (≥ 1) scores that come to `sum`, C = `mean_of_all`, and m = `prior_weight` (≥ 0), the
/// number of average ratings that everything is given on credit.
/// Source: the formula that IMDb published for its Top 250.
double weighted_rating(std::int64_t count, std::int64_t sum, double mean_of_all,
                       double prior_weight);

}  // namespace marquee
