#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "interfaces/http/connection_count.h"
#include "interfaces/http/http_metrics.h"
#include "interfaces/http/http_server_options.h"
#include "interfaces/http/memory_share.h"
#include "interfaces/http/worker_pool.h"

namespace marquee::http {

class RequestLog;
class Router;

/// What all connections of a server share.
struct Serving {
    const HttpServerOptions options;
    const Router& router;
    const RequestLog& log;
    const std::function<std::string()> new_request_id;
    HttpMetrics metrics;
    ConnectionCount connections;
    MemoryBudget memory;
    WorkerPool workers;
    /// Has some connections close that have nothing to do, for somebody waits to be accepted.
    std::function<void()> make_room = {};
    /// The server is closing: no connection is kept.
    std::atomic<bool> draining{false};
};

/// Does `step`, and logs what it throws; whether it threw nothing. A request for which there is no
/// memory must not end the process, and everybody's requests with it.
bool survive(const Serving& serving, const std::function<void()>& step);

}  // namespace marquee::http
