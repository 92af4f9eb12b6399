#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <utility>

#include "infrastructure/discovery/endpoints.h"
#include "infrastructure/rpc/ejection.h"
#include "infrastructure/rpc/instance_metrics.h"
#include "infrastructure/rpc/instance_score.h"

namespace grpc {
class Channel;
}

namespace marquee::rpc {

/// An instance of a peer, the connection to it, and what is known of it. Its Peer's mutex guards
/// what is not constant, but `gone`.
struct Instance {
    /// `broken` is said of a connection that could not be made, until it is.
    enum class Link { connecting, connected, broken };

    Instance(discovery::Endpoint where, std::shared_ptr<grpc::Channel> connection)
        : endpoint(std::move(where)), channel(std::move(connection)) {}

    discovery::Endpoint endpoint;
    const std::shared_ptr<grpc::Channel> channel;
    Link link = Link::connecting;
    InstanceScore score = {};
    Ejection ejection = {};
    /// None once it is gone, as another one may have its address then.
    std::unique_ptr<InstanceMetrics> metrics = nullptr;
    /// Until then it is believed to be going down, unless the connection is made anew.
    std::chrono::steady_clock::time_point leaving_until = {};
    /// It is no instance of the peer any more.
    std::atomic<bool> gone = false;
};

}  // namespace marquee::rpc
