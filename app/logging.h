#pragma once

#include <memory>

#include "app/settings/settings.h"

namespace spdlog {
class formatter;
class logger;
}  // namespace spdlog

namespace marquee::http {
enum class LogFormat;
}

namespace marquee::app {

/// Sends everything that is logged from now on, by gRPC as well, to standard error, one line an
/// event: `2026-11-20T12:00:00.123Z info  message`, or {"time", "level", "message"} as JSON.
/// Logging is then possible from any thread; call this while there is only one.
void configure_logging(LogLevel level, LogFormat format);

/// Logs from that level on from now on. Callable from any thread, after configure_logging.
void change_log_level(LogLevel level);

/// The logger for access lines, which come as complete lines: it writes them bare when the format
/// is JSON, and like any other message when it is text. They go where the log goes.
/// Throws std::logic_error before configure_logging.
std::shared_ptr<spdlog::logger> access_logger();

/// The logger for audit lines, which are like access lines but are written whatever the level is.
/// Throws std::logic_error before configure_logging.
std::shared_ptr<spdlog::logger> audit_logger();

/// In which form access and audit lines have to come for that.
http::LogFormat line_format(LogFormat format);

/// How a log line is made, whatever it is then written to.
std::unique_ptr<spdlog::formatter> log_formatter(LogFormat format);

}  // namespace marquee::app
