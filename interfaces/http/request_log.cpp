#include "interfaces/http/request_log.h"

#include "nlohmann/json.hpp"
#include "spdlog/logger.h"

#include "domain/shared/rfc3339.h"
#include "interfaces/http/request.h"

namespace marquee::http {
namespace {

/// With everything escaped that could end a line, steer a terminal or break out of quotes.
std::string escaped(std::string_view text) {
    std::string safe;
    safe.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte >= 0x7F || c == '"' || c == '\\') {
            safe += fmt::format("\\x{:02x}", byte);
        } else {
            safe += c;
        }
    }
    return safe;
}

std::string_view trace_id(std::string_view trace_parent) {
    return trace_parent.size() >= 35 ? trace_parent.substr(3, 32) : std::string_view();
}

double milliseconds(std::chrono::nanoseconds duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

std::string line_of(const nlohmann::ordered_json& object) {
    return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

nlohmann::ordered_json start_of_line(const Clock& clock, const char* level, const char* message) {
    return {{"time", format_time(clock())}, {"level", level}, {"message", message}};
}

void add_ids(nlohmann::ordered_json& line, std::string_view request_id,
             std::string_view trace_parent) {
    line["request_id"] = request_id;
    if (!trace_id(trace_parent).empty()) line["trace_id"] = trace_id(trace_parent);
}

}  // namespace

RequestLog::RequestLog(std::shared_ptr<spdlog::logger> logger, LogFormat format, Clock clock)
    : logger_(std::move(logger)), format_(format), clock_(std::move(clock)) {}

void RequestLog::access(const AccessRecord& record) const {
    if (!logger_->should_log(spdlog::level::info)) return;
    if (format_ == LogFormat::json) {
        auto line = start_of_line(clock_, "info", "request");
        line["method"] = record.method;
        line["path"] = record.path;
        line["route"] = record.route;
        line["status"] = record.status;
        line["bytes"] = record.bytes;
        line["duration_ms"] = milliseconds(record.duration);
        add_ids(line, record.request_id, record.trace_parent);
        line["client"] = record.client;
        logger_->info(line_of(line));
        return;
    }
    const std::string_view trace = trace_id(record.trace_parent);
    logger_->info("{} \"{} {}\" {} {}B {:.3f}ms route={} request={}{}{}", record.client,
                  escaped(record.method), escaped(record.path), record.status, record.bytes,
                  milliseconds(record.duration), record.route, escaped(record.request_id),
                  trace.empty() ? "" : " trace=", trace);
}

void RequestLog::failure(const Request& request, std::string_view what) const {
    if (format_ == LogFormat::json) {
        auto line = start_of_line(clock_, "error", "internal error");
        line["error"] = what;
        line["method"] = request.method;
        line["path"] = request.raw_path;
        add_ids(line, request.call.request_id, request.call.trace_parent);
        logger_->error(line_of(line));
        return;
    }
    logger_->error("internal error: {} on \"{} {}\" request={}", escaped(what),
                   escaped(request.method), escaped(request.raw_path),
                   escaped(request.call.request_id));
}

}  // namespace marquee::http
