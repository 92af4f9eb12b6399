#pragma once

#include <chrono>
#include <cstddef>

#include "app/contexts.h"
#include "interfaces/compat/reference.h"
#include "interfaces/http/http_server.h"
#include "interfaces/http/http_server_options.h"
#include "interfaces/http/router.h"

namespace marquee::app {

/// What clients of the reference system may ask: the services of what is hosted.
compat::Services compat_services(Contexts& contexts);

/// The HTTP endpoints of the reference system, at a port of their own. For one thread.
class CompatServing {
public:
    /// Binds the address. The references outlive it. Throws Error(unavailable) when that can't be
    /// had.
    CompatServing(http::HttpServerOptions options, Contexts& contexts, const http::RequestLog& log,
                  http::Authenticator& authenticator, http::RequestLimits& limits);

    /// Answers requests from now on.
    void start() { server_.start(); }
    int port() const { return server_.port(); }
    /// Finishes what is under way within `grace`; answers how many requests were cut off.
    std::size_t drain(std::chrono::milliseconds grace) { return server_.drain(grace); }

private:
    http::Router router_;
    http::HttpServer server_;
};

}  // namespace marquee::app
