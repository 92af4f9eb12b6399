#pragma once

#include <chrono>

#include "infrastructure/rpc/peer_options.h"

namespace marquee::rpc {

/// Keeps retries a small part of all calls, so that they don't bury a peer which is in trouble
/// already. What isn't used is kept, up to a hundred. For one thread at a time; `now` never goes
/// back.
class RetryBudget {
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit RetryBudget(Time now) : filled_(now) {}

    /// A call was made.
    void called(const RetryOptions& options);
    /// Takes one retry out; false when there is none.
    bool take(const RetryOptions& options, Time now);

private:
    /// As much as a second without any calls allows by default.
    double left_ = 10;
    Time filled_;
};

}  // namespace marquee::rpc
