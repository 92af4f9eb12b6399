#include "interfaces/http/audit_log.h"

#include <sstream>
#include <stdexcept>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "spdlog/logger.h"
#include "spdlog/sinks/ostream_sink.h"

#include "domain/shared/error.h"
#include "interfaces/http/request.h"
#include "tests/support/thrown.h"

namespace marquee::http {
namespace {

class HttpAuditLog : public testing::Test {
protected:
    HttpAuditLog() {
        logger_->set_pattern("%v");
        request_.call.caller = Caller::of_account("root", Role::admin);
        request_.call.request_id = "r1";
        request_.call.trace_parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        request_.peer_address = "127.0.0.1";
    }

    Response record(LogFormat format, const std::function<Response(AuditAct&)>& run) const {
        const AuditLog log(logger_, format,
                           [] { return Timestamp(std::chrono::milliseconds(1001)); });
        return log.record(request_, {"account.change", "ann", "role=editor"}, run);
    }

    std::ostringstream lines_;
    std::shared_ptr<spdlog::logger> logger_ = std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(lines_));
    Request request_;
};

TEST_F(HttpAuditLog, WritesOneJsonObjectALine) {
    request_.call.caller.session_id = "s1";
    EXPECT_EQ(record(LogFormat::json, [](AuditAct&) { return Response{204, {}, ""}; }).status, 204);
    EXPECT_EQ(nlohmann::json::parse(lines_.str()), nlohmann::json::parse(R"({
        "time": "1970-01-01T00:00:01.001Z", "level": "info", "message": "audit", "audit": true,
        "action": "account.change", "target": "ann", "details": "role=editor", "by": "root",
        "session": "s1", "result": "done", "request_id": "r1",
        "trace_id": "0af7651916cd43dd8448eb211c80319c", "peer": "127.0.0.1"})"));
}

TEST_F(HttpAuditLog, WritesOneReadableLine) {
    record(LogFormat::text, [](AuditAct&) { return Response(); });
    EXPECT_EQ(lines_.str(),
              "audit account.change target=ann role=editor by=root result=done request=r1 "
              "peer=127.0.0.1\n");
}

TEST_F(HttpAuditLog, TellsWhatFailed) {
    EXPECT_EQ(code_of([&] {
                  record(LogFormat::json, [](AuditAct& act) -> Response {
                      act.target = "late";
                      throw Error(ErrorCode::conflict, "the last admin");
                  });
              }),
              ErrorCode::conflict);
    const auto line = nlohmann::json::parse(lines_.str());
    EXPECT_EQ(line["result"], "conflict");
    EXPECT_EQ(line["target"], "late");
    lines_.str("");
    EXPECT_THROW(
        record(LogFormat::json, [](AuditAct&) -> Response { throw std::runtime_error("oh"); }),
        std::runtime_error);
    EXPECT_EQ(nlohmann::json::parse(lines_.str())["result"], "internal");
}

TEST_F(HttpAuditLog, CannotBeMadeToWriteALineOfTheClients) {
    request_.call.request_id = "a\nfake \"line\" \x1b[31m \xff";
    request_.call.caller = Caller();
    for (const auto format : {LogFormat::text, LogFormat::json}) {
        lines_.str("");
        record(format, [](AuditAct& act) {
            act.target = "b\nfake \x1b[31m \xff";
            act.details = "c\nfake";
            return Response();
        });
        const std::string line = lines_.str();
        EXPECT_EQ(line.find('\n'), line.size() - 1);
        EXPECT_EQ(line.find('\x1b'), std::string::npos);
        EXPECT_EQ(line.find('\xff'), std::string::npos);
        EXPECT_NE(line.find("anonymous"), std::string::npos);
    }
}

}  // namespace
}  // namespace marquee::http
