#pragma once

#include <chrono>

#include "infrastructure/rpc/peer_options.h"

namespace marquee::rpc {

/// Whether an instance gets calls. After failures in a row it is out for a time; then one call at a
/// time tries it, and the first that is answered brings it back. For one thread at a time; `now`
/// never goes back.
class Ejection {
public:
    using Time = std::chrono::steady_clock::time_point;
    enum class State { in, on_trial, out };

    State state(Time now) const;

    /// A call was answered.
    void succeeded(Time now);
    /// A call was lost or not answered in time. True when that takes the instance out.
    bool failed(const EjectionOptions& options, Time now);

private:
    int failures_ = 0;
    /// How long it is out, or was last; zero while it is in.
    std::chrono::milliseconds time_{0};
    Time until_{};
};

}  // namespace marquee::rpc
