#include "domain/rating/rating.h"

#include <string>

#include "domain/shared/error.h"

namespace marquee::rating {

Score::Score(std::int64_t value) : value_(static_cast<int>(value)) {
    if (value < kLowest || value > kHighest) {
        throw invalid_field("score",
                            "must be a whole number from 1 to 10, not " + std::to_string(value));
    }
}

}  // namespace marquee::rating
