#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "infrastructure/rpc/peer_options.h"

namespace marquee::rpc {

/// Decides which calls a peer that refuses many of them is spared: of what it would not take, all
/// but what lets it show that it is well again. For one thread at a time; `now` never goes back.
class Throttle {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// Whether a call is to be made; one that is not is counted here. `random` is from [0, 1).
    bool admits(const ThrottleOptions& options, Time now, double random);

    /// How a call ended that was made: it was worked on, whatever came of it, or
    void accepted(Time now);
    /// it was turned away, lost, or not answered in time.
    void refused(Time now);

    /// From 0 to 0.9: how much of the calls is held back now.
    double probability(const ThrottleOptions& options, Time now);

private:
    /// What was counted in a part of the window.
    struct Part {
        std::int64_t number = 0;
        std::uint64_t requests = 0;
        std::uint64_t accepts = 0;
    };

    /// Together two minutes, more than any call takes.
    static constexpr std::size_t kParts = 24;
    static constexpr std::chrono::seconds kPart{5};

    Part& part_at(Time now);
    void forget_refusals();

    std::array<Part, kParts> parts_{};
    /// Accepted ones without a refusal in between, and since when.
    int in_a_row_ = 0;
    Time row_began_{};
};

}  // namespace marquee::rpc
