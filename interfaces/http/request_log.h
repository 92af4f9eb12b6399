#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "domain/shared/clock.h"

namespace spdlog {
class logger;
}

namespace marquee::http {

struct Request;

/// How a log line is written: for people, or as one JSON object.
enum class LogFormat { text, json };

/// What an access line tells about one request.
struct AccessRecord {
    std::string_view method;
    /// Without the query, which may hold secrets.
    std::string_view path;
    std::string_view route;
    int status = 0;
    /// Of the answer's body.
    std::size_t bytes = 0;
    std::chrono::nanoseconds duration{};
    std::string_view request_id;
    /// The W3C traceparent; empty without one.
    std::string_view trace_parent;
    /// The client's address.
    std::string_view client;
};

/// Writes what happens to requests to a logger. In JSON each line is a complete object with time
/// and level, so that the logger's pattern has to be "%v"; in text the pattern adds these. Whatever
/// clients send is escaped, so that none can forge a line. Callable from any thread.
class RequestLog {
public:
    RequestLog(std::shared_ptr<spdlog::logger> logger, LogFormat format, Clock clock);

    /// One line per request, at level info.
    void access(const AccessRecord& record) const;
    /// An internal error, whole, at level error. Clients learn only the request id.
    void failure(const Request& request, std::string_view what) const;

private:
    std::shared_ptr<spdlog::logger> logger_;
    LogFormat format_;
    Clock clock_;
};

}  // namespace marquee::http
