#include "app/logging.h"

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

#include "nlohmann/json.hpp"
#include "spdlog/formatter.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

#include "app/one_line.h"
#include "domain/shared/rfc3339.h"
#include "infrastructure/rpc/grpc_log.h"
#include "interfaces/http/request_log.h"

namespace marquee::app {
namespace {

constexpr const char* kAccessLogger = "access";
constexpr const char* kAuditLogger = "audit";

spdlog::level::level_enum spdlog_level(LogLevel level) {
    switch (level) {
        case LogLevel::trace:
            return spdlog::level::trace;
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warning:
            return spdlog::level::warn;
        case LogLevel::error:
            return spdlog::level::err;
    }
    throw std::logic_error("a log level that spdlog doesn't have");
}

std::string_view level_name(spdlog::level::level_enum level) {
    const auto name = spdlog::level::to_string_view(level);
    return {name.data(), name.size()};
}

std::string utc(std::chrono::system_clock::time_point time) {
    return format_time(std::chrono::floor<std::chrono::milliseconds>(time));
}

void append(spdlog::memory_buf_t& line, std::string_view text) {
    line.append(text.data(), text.data() + text.size());
}

/// Lines for people.
class TextFormatter : public spdlog::formatter {
public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) override {
        append(line, fmt::format("{} {:<5} {}\n", utc(message.time), level_name(message.level),
                                 one_line({message.payload.data(), message.payload.size()})));
    }

    std::unique_ptr<spdlog::formatter> clone() const override {
        return std::make_unique<TextFormatter>();
    }
};

/// Lines for programs.
class JsonFormatter : public spdlog::formatter {
public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) override {
        const std::string_view text{message.payload.data(), message.payload.size()};
        if (message.logger_name == kAccessLogger || message.logger_name == kAuditLogger) {
            append(line, text);
        } else {
            const nlohmann::ordered_json object{{"time", utc(message.time)},
                                                {"level", level_name(message.level)},
                                                {"message", text}};
            // A message may carry any bytes; what is not UTF-8 becomes U+FFFD rather than a throw.
            append(line, object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
        }
        append(line, "\n");
    }

    std::unique_ptr<spdlog::formatter> clone() const override {
        return std::make_unique<JsonFormatter>();
    }
};

void register_logger(const char* name, const spdlog::sink_ptr& sink,
                     spdlog::level::level_enum level) {
    const auto logger = std::make_shared<spdlog::logger>(name, sink);
    logger->set_level(level);
    spdlog::drop(name);
    spdlog::register_logger(logger);
}

std::shared_ptr<spdlog::logger> registered_logger(const std::string& name) {
    auto logger = spdlog::get(name);
    if (!logger) throw std::logic_error("the log is used before logging is configured");
    return logger;
}

}  // namespace

http::LogFormat line_format(LogFormat format) {
    return format == LogFormat::json ? http::LogFormat::json : http::LogFormat::text;
}

std::unique_ptr<spdlog::formatter> log_formatter(LogFormat format) {
    switch (format) {
        case LogFormat::text:
            return std::make_unique<TextFormatter>();
        case LogFormat::json:
            return std::make_unique<JsonFormatter>();
    }
    throw std::logic_error("a log format without a formatter");
}

void configure_logging(LogLevel level, LogFormat format) {
    const auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    sink->set_formatter(log_formatter(format));

    rpc::send_grpc_messages_to_log();
    const auto log = std::make_shared<spdlog::logger>("marquee", sink);
    log->set_level(spdlog_level(level));
    spdlog::set_default_logger(log);

    register_logger(kAccessLogger, sink, spdlog_level(level));
    // Who did what is written down however little else is.
    register_logger(kAuditLogger, sink, spdlog::level::info);
}

void change_log_level(LogLevel level) {
    spdlog::default_logger_raw()->set_level(spdlog_level(level));
    access_logger()->set_level(spdlog_level(level));
}

std::shared_ptr<spdlog::logger> access_logger() {
    return registered_logger(kAccessLogger);
}

std::shared_ptr<spdlog::logger> audit_logger() {
    return registered_logger(kAuditLogger);
}

}  // namespace marquee::app
