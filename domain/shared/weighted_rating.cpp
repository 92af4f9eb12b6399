#include "domain/shared/weighted_rating.h"

namespace marquee {

double weighted_rating(std::int64_t count, std::int64_t sum, double mean_of_all,
                       double prior_weight) {
    // The formula with R = sum/v put in: one division instead of three.
    return (static_cast<double>(sum) + prior_weight * mean_of_all) /
           (static_cast<double>(count) + prior_weight);
}

}  // namespace marquee
