#pragma once

#include <compare>
#include <cstdint>

#include "domain/rating/record.h"
#include "domain/shared/clock.h"

namespace marquee::rating {

/// How much somebody likes a record, in half-stars: a whole number from 1 to 10.
class Score {
public:
    static constexpr int kLowest = 1;
    static constexpr int kHighest = 10;

    /// Throws Error(invalid), blaming `score`.
    explicit Score(std::int64_t value);

    int value() const { return value_; }
    auto operator<=>(const Score&) const = default;

private:
    int value_;
};

/// One user's opinion of one record. There is at most one for each pair.
struct Rating {
    Record record;
    UserId user;
    Score score;
    Timestamp rated_at;

    bool operator==(const Rating&) const = default;
};

}  // namespace marquee::rating
