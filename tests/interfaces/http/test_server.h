#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "prometheus/registry.h"
#include "prometheus/text_serializer.h"
#include "spdlog/logger.h"
#include "spdlog/sinks/ostream_sink.h"

#include "interfaces/http/http_server.h"
#include "interfaces/http/request_log.h"
#include "interfaces/http/router.h"
#include "tests/support/fake_authenticator.h"

namespace marquee::http::test {

/// Lets a test know that a handler has begun, and decide when it goes on.
class Gate {
public:
    void pass() {
        std::unique_lock lock(mutex_);
        ++entered_;
        changed_.notify_all();
        changed_.wait(lock, [&] { return open_; });
    }
    void await_entry() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return entered_ > 0; });
    }
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int entered_ = 0;
    bool open_ = false;
};

inline Response text_response(const std::string& body) {
    Response response;
    response.content_type = "text/plain";
    response.body = body;
    return response;
}

/// A server on a free port, with routes that tests need: GET /hello, /quick, /big, /call, /gate,
/// /stream and /until-cancelled,
/// POST /echo and /bulk.
class TestServer {
public:
    explicit TestServer(HttpServerOptions options = small())
        : server(options, router, log, registry, [] { return std::string("generated-id"); }) {
        server.start();
    }
    // A failed test must not leave a handler waiting.
    ~TestServer() { gate.open(); }

    static HttpServerOptions small() {
        HttpServerOptions options;
        options.port = 0;
        options.threads = 4;
        return options;
    }

    int port() const { return server.port(); }

    /// Waits until so many requests are in flight.
    void await_in_flight(int count) const {
        const std::string line =
            "\nmarquee_http_requests_in_flight " + std::to_string(count) + "\n";
        const auto metrics = [&] {
            return prometheus::TextSerializer().Serialize(registry.Collect());
        };
        while (metrics().find(line) == std::string::npos) std::this_thread::yield();
    }

    Gate gate;
    /// Of /stream.
    std::atomic<int> pieces{0};
    std::ostringstream lines;
    prometheus::Registry registry;
    RequestLog log{std::make_shared<spdlog::logger>(
                       "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(lines)),
                   LogFormat::text, [] { return Timestamp(); }};
    FakeAuthenticator authenticator;
    Router router{routes(), log, authenticator};
    HttpServer server;

private:
    static Route quick_route() {
        const auto answer = [](const Request&) { return text_response("quick"); };
        Route route{"GET", "/quick", Guard::open, Body::none, {}, answer};
        route.quick = answer;
        return route;
    }

    /// "begin", and then `pieces` of `size` bytes each, the last of which may be `broken`.
    Response stream(const Request& request) {
        Response response = text_response("begin");
        const auto count = std::stoi(*request.query_parameter("pieces"));
        const auto size = std::stoul(*request.query_parameter("size"));
        const bool broken = request.query_parameter("broken").has_value();
        response.more = [this, left = count, size, broken]() mutable -> std::optional<std::string> {
            if (left-- == 0) return std::nullopt;
            if (left == 0 && broken) throw std::runtime_error("the source has run dry");
            ++pieces;
            return std::string(size, 'x');
        };
        return response;
    }

    std::vector<Route> routes() {
        const auto size = [](const Request& r) {
            return text_response(std::to_string(r.body.size()));
        };
        return {
            {"GET",
             "/hello",
             Guard::open,
             Body::none,
             {},
             [](const Request&) { return text_response("hello"); }},
            quick_route(),
            {"GET",
             "/big",
             Guard::open,
             Body::none,
             {},
             [](const Request&) { return text_response(std::string(8 << 20, 'x')); }},
            {"GET",
             "/gate",
             Guard::open,
             Body::none,
             {},
             [this](const Request&) {
                 gate.pass();
                 return text_response("passed");
             }},
            {"GET",
             "/until-cancelled",
             Guard::open,
             Body::none,
             {},
             [this](const Request& r) {
                 gate.open();
                 gate.pass();
                 while (!r.call.expired()) std::this_thread::yield();
                 return text_response("cancelled");
             }},
            {"GET",
             "/stream",
             Guard::open,
             Body::none,
             {"pieces", "size", "broken"},
             [this](const Request& r) { return stream(r); }},
            {"GET",
             "/call",
             Guard::open,
             Body::none,
             {},
             [](const Request& r) {
                 return text_response(r.call.request_id + " " + r.call.trace_parent +
                                      (r.call.expired() ? " expired" : " in time") + " " +
                                      r.peer_address);
             }},
            {"DELETE",
             "/nothing",
             Guard::open,
             Body::none,
             {},
             [](const Request&) {
                 Response response;
                 response.status = 204;
                 return response.with("X-Odd", "a\r\nInjected: yes");
             }},
            {"POST",
             "/echo",
             Guard::open,
             Body::json,
             {},
             [](const Request& r) { return text_response(r.body); }},
            {"POST", "/bulk", Guard::open, Body::bulk_json, {}, size},
        };
    }
};

}  // namespace marquee::http::test
