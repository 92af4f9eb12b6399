#include "interfaces/http/request_log.h"

#include <sstream>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "spdlog/logger.h"
#include "spdlog/sinks/ostream_sink.h"

#include "interfaces/http/request.h"

namespace marquee::http {
namespace {

class HttpRequestLog : public testing::TestWithParam<LogFormat> {
protected:
    HttpRequestLog() { logger->set_pattern("%v"); }

    RequestLog log_as(LogFormat format) const {
        return RequestLog(logger, format,
                          [] { return Timestamp(std::chrono::milliseconds(1001)); });
    }

    std::ostringstream lines;
    std::shared_ptr<spdlog::logger> logger = std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(lines));
    AccessRecord record{"GET",
                        "/v1/movies/x",
                        "/v1/movies/{id}",
                        200,
                        12,
                        std::chrono::microseconds(1500),
                        "r1",
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        "127.0.0.1"};
};

TEST_F(HttpRequestLog, WritesOneJsonObjectALine) {
    log_as(LogFormat::json).access(record);
    EXPECT_EQ(nlohmann::json::parse(lines.str()), nlohmann::json::parse(R"({
        "time": "1970-01-01T00:00:01.001Z", "level": "info", "message": "request",
        "method": "GET", "path": "/v1/movies/x", "route": "/v1/movies/{id}", "status": 200,
        "bytes": 12, "duration_ms": 1.5, "request_id": "r1",
        "trace_id": "0af7651916cd43dd8448eb211c80319c", "client": "127.0.0.1"})"));
}

TEST_F(HttpRequestLog, WritesOneReadableLine) {
    log_as(LogFormat::text).access(record);
    EXPECT_EQ(lines.str(),
              "127.0.0.1 \"GET /v1/movies/x\" 200 12B 1.500ms route=/v1/movies/{id} request=r1 "
              "trace=0af7651916cd43dd8448eb211c80319c\n");
}

TEST_P(HttpRequestLog, CannotBeMadeToWriteALineOfTheClients) {
    record.path = "/a\nfake \"line\" \x1b[31m \xff";
    log_as(GetParam()).access(record);
    Request request;
    request.raw_path = std::string(record.path);
    log_as(GetParam()).failure(request, "told\nso");
    const std::string all = lines.str();
    EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 2);
    EXPECT_EQ(all.find('\x1b'), std::string::npos);
    EXPECT_EQ(all.find('\xff'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Formats, HttpRequestLog,
                         testing::Values(LogFormat::text, LogFormat::json));

}  // namespace
}  // namespace marquee::http
