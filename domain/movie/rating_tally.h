#pragma once

#include <array>
#include <cstdint>

namespace marquee::movie {

/// How many gave a movie 1, 2, … 10.
struct RatingTally {
    std::array<std::int64_t, 10> histogram{};

    std::int64_t count() const;
    /// The sum of all scores.
    std::int64_t sum() const;

    bool operator==(const RatingTally&) const = default;
};

}  // namespace marquee::movie
