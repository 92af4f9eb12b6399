#pragma once

#include <chrono>

namespace marquee::rpc {

/// How long an instance takes to answer, and what it has to do. Of latencies, a high one counts at
/// once and is forgotten slowly. For one thread at a time; `now` never goes back.
class InstanceScore {
public:
    using Time = std::chrono::steady_clock::time_point;

    void started(Time now);

    /// How a call ended, which took so long: with an answer,
    void answered(Time now, std::chrono::nanoseconds took);
    /// without one by the instance's fault, which counts as a slow answer, or
    void failed(Time now, std::chrono::nanoseconds took);
    /// in a way that says nothing of the instance.
    void abandoned();

    /// The instance is a new one in effect: what it was like does not count any more.
    void forget();

    /// How much a call more would have to wait there, to be compared with others'.
    double cost(Time now) const;
    /// The average by which it is reckoned.
    std::chrono::nanoseconds latency(Time now) const;
    int in_flight() const { return in_flight_; }

private:
    void observe(Time now, std::chrono::nanoseconds took);

    std::chrono::duration<double> average_{0};
    Time observed_{};
    int in_flight_ = 0;
    /// Since when there are calls in flight, and none was answered.
    Time silent_since_{};
};

}  // namespace marquee::rpc
