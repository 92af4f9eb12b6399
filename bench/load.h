#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace marquee::bench {

/// How long requests took.
struct Latencies {
    std::vector<double> milliseconds;
    double seconds = 0;
    std::int64_t failures = 0;

    /// The time that a share `p` (0 to 1) of the requests did not exceed; 0 without requests.
    double percentile(double p) const;
    double per_second() const;
    /// Takes in those of `more`, which came after these.
    void add(const Latencies& more);
};

/// One client's next piece of work; false when it failed.
using Step = std::function<bool()>;

/// Runs `clients` threads, each of which repeats the step that `make_step(client)` gives it, until
/// `time` is over.
Latencies run_clients(int clients, std::chrono::milliseconds time,
                      const std::function<Step(int)>& make_step);

/// "p50 0.81 ms, p99 2.10 ms, 9312/s".
std::string text_of(const Latencies& latencies);

}  // namespace marquee::bench
