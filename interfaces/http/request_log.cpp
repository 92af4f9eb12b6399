#include "interfaces/http/request_log.h"

#include "nlohmann/json.hpp"
#include "spdlog/logger.h"

#include "interfaces/http/log_line.h"
#include "interfaces/http/request.h"
#include "interfaces/http/token_masking.h"

namespace marquee::http {
namespace {

double milliseconds(std::chrono::nanoseconds duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

RequestLog::RequestLog(std::shared_ptr<spdlog::logger> logger, LogFormat format, Clock clock)
    : logger_(std::move(logger)), format_(format), clock_(std::move(clock)) {}

void RequestLog::access(const AccessRecord& record) const {
    if (!logger_->should_log(spdlog::level::info)) return;
    if (format_ == LogFormat::json) {
        auto line = start_of_line(clock_, "info", "request");
        line["method"] = record.method;
        line["path"] = without_tokens(record.path);
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
                  escaped(record.method), escaped(without_tokens(record.path)), record.status,
                  record.bytes, milliseconds(record.duration), record.route,
                  escaped(record.request_id), trace.empty() ? "" : " trace=", trace);
}

void RequestLog::failure(const Request& request, std::string_view what) const {
    if (format_ == LogFormat::json) {
        auto line = start_of_line(clock_, "error", "internal error");
        line["error"] = what;
        line["method"] = request.method;
        line["path"] = without_tokens(request.raw_path);
        add_ids(line, request.call.request_id, request.call.trace_parent);
        logger_->error(line_of(line));
        return;
    }
    logger_->error("internal error: {} on \"{} {}\" request={}", escaped(what),
                   escaped(request.method), escaped(without_tokens(request.raw_path)),
                   escaped(request.call.request_id));
}

}  // namespace marquee::http
