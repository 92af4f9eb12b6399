#pragma once

#include <chrono>

namespace marquee::http {

/// How often something may happen: `count` times in each `period` on the average, and `burst` times
/// at once after a rest.
struct RateLimit {
    /// 0 to 1,000,000; with 0 there is no limit.
    int count = 0;
    std::chrono::seconds period{1};
    /// 1 to 1,000,000.
    int burst = 1;

    bool on() const { return count > 0; }
    /// What a single one costs of the average.
    std::chrono::nanoseconds interval() const { return std::chrono::nanoseconds(period) / count; }
    /// How long after a whole burst the next one may be as large.
    std::chrono::nanoseconds capacity() const { return interval() * burst; }

    bool operator==(const RateLimit&) const = default;
};

/// What a limit says to one request.
struct RateVerdict {
    bool allowed = true;
    /// How many more would be allowed right now.
    int remaining = 0;
    /// Until one more than `remaining` would be. For one that was refused: it is allowed exactly
    /// then, if nothing else is counted meanwhile.
    std::chrono::nanoseconds wait{};
};

}  // namespace marquee::http
