#pragma once

#include <chrono>

#include "infrastructure/discovery/endpoints.h"

namespace marquee::rpc {

/// How an instance of a peer is, as seen from here.
struct InstanceStatus {
    discovery::Endpoint endpoint;
    bool connected = false;
    /// It gets no calls, or only single ones to try it, because of its failures.
    bool ejected = false;
    /// What calls to it take lately.
    std::chrono::nanoseconds latency{0};
    /// Calls that it has not answered yet, without streams.
    int in_flight = 0;
};

}  // namespace marquee::rpc
