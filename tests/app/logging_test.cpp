#include "app/logging.h"

#include <chrono>
#include <grpc/support/log.h>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "spdlog/formatter.h"
#include "spdlog/spdlog.h"

#include "app/one_line.h"

namespace marquee::app {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;
using namespace std::string_literals;

/// What a message becomes that is logged 123 milliseconds after noon of 2026-11-20, in UTC.
std::string line_of(LogFormat format, const std::string& message,
                    spdlog::level::level_enum level = spdlog::level::info,
                    const std::string& logger = "marquee") {
    const auto noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + 12h + 123ms;
    const spdlog::details::log_msg event(noon, {}, logger, level, message);
    spdlog::memory_buf_t line;
    log_formatter(format)->clone()->format(event, line);
    return fmt::to_string(line);
}

const std::string kHostile = "a\nb\r\t\x1b[31m\0\x7f\xc2\x9b\"\\ \xc3\xa9"s;

TEST(OneLine, LeavesPlainTextOfAnyLanguageAlone) {
    EXPECT_EQ(one_line("Amélie, 千と千尋の神隠し \\ \"x\""), "Amélie, 千と千尋の神隠し \\ \"x\"");
}

TEST(OneLine, EscapesControlCharactersOldAndNew) {
    EXPECT_EQ(one_line(kHostile), "a\\nb\\r\\t\\x1b[31m\\x00\\x7f\\x9b\"\\ \xc3\xa9");
}

TEST(OneLine, EscapesBytesThatAreNotUtf8) {
    EXPECT_EQ(one_line("a\xff"), "a\\xff");
    EXPECT_EQ(one_line("a\xc2"), "a\\xc2");
}

TEST(Logging, WritesTextWithTimeLevelAndMessage) {
    EXPECT_EQ(line_of(LogFormat::text, "hello"), "2026-11-20T12:00:00.123Z info  hello\n");
    EXPECT_EQ(line_of(LogFormat::text, "x", spdlog::level::warn),
              "2026-11-20T12:00:00.123Z warning x\n");
}

TEST(Logging, KeepsAHostileTextMessageOnOneLine) {
    const auto line = line_of(LogFormat::text, kHostile);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
}

TEST(Logging, WritesJsonWithTimeLevelAndMessage) {
    EXPECT_EQ(line_of(LogFormat::json, "hello", spdlog::level::err),
              R"({"time":"2026-11-20T12:00:00.123Z","level":"error","message":"hello"})"
              "\n");
}

TEST(Logging, KeepsAHostileJsonMessageWholeAndOnOneLine) {
    const auto line = line_of(LogFormat::json, kHostile);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_EQ(nlohmann::json::parse(line).at("message"), kHostile);
}

TEST(Logging, ReplacesInvalidUtf8InJson) {
    EXPECT_EQ(nlohmann::json::parse(line_of(LogFormat::json,
                                            "a\xff"
                                            "b"))
                  .at("message"),
              "a\xef\xbf\xbd"
              "b");
}

TEST(Logging, WritesAccessLinesBareInJsonAndWithThePrefixInText) {
    const std::string access = R"({"status":200})";
    EXPECT_EQ(line_of(LogFormat::json, access, spdlog::level::info, "access"), access + "\n");
    EXPECT_EQ(line_of(LogFormat::text, access, spdlog::level::info, "access"),
              "2026-11-20T12:00:00.123Z info  " + access + "\n");
}

TEST(Logging, GoesToStandardErrorFromTheConfiguredLevelOn) {
    testing::internal::CaptureStderr();
    configure_logging(LogLevel::warning, LogFormat::json);
    spdlog::info("not this");
    spdlog::warn("but this");
    access_logger()->info("nor this");
    audit_logger()->info("an audit line");
    configure_logging(LogLevel::info, LogFormat::json);
    access_logger()->info("an access line");
    const auto text = testing::internal::GetCapturedStderr();
    EXPECT_NE(text.find(R"("level":"warning","message":"but this"})"), std::string::npos) << text;
    EXPECT_NE(text.find("\nan access line\n"), std::string::npos) << text;
    EXPECT_NE(text.find("}\nan audit line\n"), std::string::npos) << text;
    EXPECT_EQ(text.find("this\""), text.find("this\"}")) << text;
    EXPECT_EQ(text.find("not this"), std::string::npos) << text;
    EXPECT_EQ(text.find("nor this"), std::string::npos) << text;
}

TEST(Logging, ChangesItsLevelWhileItRuns) {
    testing::internal::CaptureStderr();
    configure_logging(LogLevel::error, LogFormat::text);
    const auto access = access_logger();
    spdlog::info("not this");
    access->info("nor this");
    change_log_level(LogLevel::debug);
    spdlog::debug("but this");
    access->info("and this");
    change_log_level(LogLevel::error);
    spdlog::info("not this");
    audit_logger()->info("an audit line");
    const auto text = testing::internal::GetCapturedStderr();
    EXPECT_THAT(text, HasSubstr("debug but this\n"));
    EXPECT_THAT(text, HasSubstr("info  and this\n"));
    EXPECT_THAT(text, HasSubstr("info  an audit line\n"));
    EXPECT_THAT(text, Not(HasSubstr("not this")));
    EXPECT_THAT(text, Not(HasSubstr("nor this")));
}

TEST(Logging, TakesInWhatGrpcHasToSay) {
    // As gRPC does by itself with its first channel or server.
    gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);
    testing::internal::CaptureStderr();
    configure_logging(LogLevel::info, LogFormat::text);
    gpr_log(GPR_ERROR, "the %s\nis gone", "peer");
    gpr_log_message("/build/grpc/core/x.cc", 7, GPR_LOG_SEVERITY_DEBUG, "a detail");
    configure_logging(LogLevel::debug, LogFormat::json);
    gpr_log(GPR_ERROR, "once more");
    const auto text = testing::internal::GetCapturedStderr();
    EXPECT_THAT(
        text, ContainsRegex("Z error grpc: the peer\\\\nis gone \\(logging_test.cpp:[0-9]+\\)\n"));
    EXPECT_THAT(text, ContainsRegex("\"level\":\"error\",\"message\":\"grpc: once more "));
    EXPECT_THAT(text, Not(HasSubstr("a detail")));
}

}  // namespace
}  // namespace marquee::app
