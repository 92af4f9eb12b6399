#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <stop_token>

#include "interfaces/rpc/lane.h"
#include "interfaces/rpc/rpc_server_metrics.h"
#include "interfaces/rpc/rpc_server_options.h"
#include "interfaces/rpc/thread_set.h"

namespace marquee::rpc {

/// What the calls of a server have in common.
struct Serving {
    Serving(const RpcServerOptions& its_options, prometheus::Registry& registry)
        : options(its_options),
          metrics(registry),
          shedding{options.shedding, options.shed_target},
          never{false, options.shed_target},
          ordinary({options.workers, options.queue, options.shed_interval}, shedding),
          reserved({options.reserved_workers, options.reserved_queue, options.shed_interval},
                   never),
          streams(options.streams) {}

    Lane& lane(LaneKind kind) { return kind == LaneKind::reserved ? reserved : ordinary; }

    const RpcServerOptions& options;
    RpcServerMetrics metrics;
    Shedding shedding;
    const Shedding never;

    /// Stops when the server begins to drain.
    std::stop_source draining;
    /// When there is no grace any more, and how many calls were cancelled since.
    std::atomic<std::chrono::steady_clock::time_point> grace_until{
        std::chrono::steady_clock::time_point::max()};
    std::atomic<std::size_t> lost{0};

    Lane ordinary;
    Lane reserved;
    ThreadSet streams;
};

}  // namespace marquee::rpc
