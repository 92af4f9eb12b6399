#include "domain/movie/rating_tally.h"

#include <numeric>

namespace marquee::movie {

std::int64_t RatingTally::count() const {
    return std::accumulate(histogram.begin(), histogram.end(), std::int64_t{0});
}

std::int64_t RatingTally::sum() const {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < histogram.size(); ++i) {
        sum += histogram[i] * static_cast<std::int64_t>(i + 1);
    }
    return sum;
}

}  // namespace marquee::movie
