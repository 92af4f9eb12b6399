#pragma once

#include <chrono>
#include <optional>

namespace marquee::rpc {

/// Tells a queue that stands from a burst that passes: there the oldest has waited longer than a
/// target, and it has been so for an interval without a break. For one thread at a time.
class Congestion {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit Congestion(std::chrono::nanoseconds interval) : interval_(interval) {}

    /// Looks at the queue, in which the oldest waits since `oldest`, or nobody does. Whether it
    /// stands. To be called whenever the queue changes.
    bool observe(std::optional<TimePoint> oldest, TimePoint now, std::chrono::nanoseconds target);

private:
    std::chrono::nanoseconds interval_;
    /// Since when the oldest has always waited too long.
    std::optional<TimePoint> late_since_;
};

}  // namespace marquee::rpc
