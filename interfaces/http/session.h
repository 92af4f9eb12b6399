#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "interfaces/http/connection.h"

namespace marquee::http {

class HttpMetrics;
class RequestLog;
class Router;
struct HttpServerOptions;
struct Incoming;
struct Response;

/// What all sessions of a server share. Everything outlives them.
struct SessionContext {
    const HttpServerOptions& options;
    const Router& router;
    const RequestLog& log;
    HttpMetrics& metrics;
    const std::function<std::string()>& new_request_id;
    /// The server is closing: no connection is kept.
    const std::atomic<bool>& draining;
    /// How many connections wait for a thread.
    const std::atomic<std::size_t>& waiting;
};

/// Answers the requests of one connection, one after another. For one thread, but for busy() and
/// cut_off().
class Session {
public:
    Session(std::unique_ptr<Connection> connection, const SessionContext& context)
        : connection_(std::move(connection)), context_(context) {}

    /// Returns when the connection is to be closed. Throws std::bad_alloc when there is no memory
    /// for what the client sends.
    void serve();

    /// Whether a request has begun to arrive and is not yet answered.
    bool busy() const { return busy_; }
    /// Ends it soon, whatever it is doing, but for a handler at work.
    void cut_off() { connection_->shut_down(); }

private:
    /// What to do with the connection after a request.
    enum class Next { keep, close, linger };

    bool shake_hands();
    bool await_request();
    Next serve_one();
    bool answer(Incoming& incoming);

    std::unique_ptr<Connection> connection_;
    const SessionContext& context_;
    std::atomic<bool> busy_{false};
    int answered_ = 0;
};

}  // namespace marquee::http
