#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "interfaces/rpc/rpc_server_options.h"
#include "interfaces/rpc/wire/handler.h"

namespace prometheus {
class Registry;
}

namespace marquee::rpc {

/// Answers other processes over gRPC with a table of handlers: each call by a worker, each stream
/// in a thread of its own. It refuses what it can't do in time. Besides the table it serves gRPC's
/// health checks and reflection. Callable from any thread, but drain().
class RpcServer {
public:
    /// Binds the port and serves from now on; all services are said to work. Throws
    /// Error(unavailable) when it can't, and Error(invalid) when a file of `tls` can't be read.
    /// `registry` and what the handlers need outlive the server.
    RpcServer(RpcServerOptions options, Handlers handlers, prometheus::Registry& registry);
    /// Drains without grace.
    ~RpcServer();
    RpcServer(const RpcServer&) = delete;
    RpcServer& operator=(const RpcServer&) = delete;

    /// The port it is bound to.
    int port() const;

    /// Whether calls are refused because others wait for longer than `target`, more than 0. The
    /// queue's limit always holds.
    void set_shedding(bool on, std::chrono::milliseconds target);

    /// What health checks say of a service ("marquee.v1.Metadata"), or of all together ("").
    void set_serving(const std::string& service, bool serving);

    /// Says that nothing works any more, and goes on serving.
    void withdraw();

    /// The same, ends the streams, turns new calls away as not done, for a moment or all of
    /// `grace`, then lets nobody in, and waits for the rest of `grace` for the calls in flight.
    /// Those that are then still there are cancelled; the outcome is how many. A handler that
    /// doesn't look whether its call is over holds it up. To drain twice does nothing.
    std::size_t drain(std::chrono::milliseconds grace);

private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace marquee::rpc
