#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "interfaces/http/http_server_options.h"

namespace prometheus {
class Registry;
}

namespace marquee::http {

class RequestLog;
class Router;

/// Serves HTTP/1.1 on one port: a thread for each processor sees to its share of the connections,
/// others to the requests that may have to wait.
/// start() and drain() are for the thread that owns it; handlers run on any of its own.
class HttpServer {
public:
    /// Binds the port, but answers nobody yet. Throws Error(unavailable) when it cannot.
    /// `new_request_id` is called from many threads. The references have to outlive the server.
    HttpServer(HttpServerOptions options, const Router& router, const RequestLog& log,
               prometheus::Registry& registry, std::function<std::string()> new_request_id);
    /// Drains without grace.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// The port it is bound to.
    int port() const;

    void start();

    /// Accepts nobody any more, closes idle connections, and waits up to `grace` for the requests
    /// in flight. Those that are then still there are cut off; the outcome is how many. All threads
    /// have ended when it returns, so a handler that does not end holds it up. A server that was
    /// drained cannot start again; to drain it twice does nothing.
    std::size_t drain(std::chrono::milliseconds grace);

private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace marquee::http
