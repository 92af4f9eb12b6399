#include "interfaces/http/problem.h"

#include <map>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace marquee::http {
namespace {

std::string retry_after(const Response& response) {
    for (const auto& [name, value] : response.headers) {
        if (name == "Retry-After") return value;
    }
    return "";
}

TEST(HttpProblem, GivesEachErrorItsStatus) {
    const std::map<ErrorCode, int> expected = {{ErrorCode::invalid, 400},
                                               {ErrorCode::unauthenticated, 401},
                                               {ErrorCode::forbidden, 403},
                                               {ErrorCode::not_found, 404},
                                               {ErrorCode::conflict, 409},
                                               {ErrorCode::precondition_failed, 412},
                                               {ErrorCode::resource_exhausted, 429},
                                               {ErrorCode::deadline_exceeded, 504},
                                               {ErrorCode::unavailable, 503},
                                               {ErrorCode::unknown_outcome, 503}};
    for (const auto& [code, status] : expected) {
        const Response response = problem_response(Error(code, "why"), "r1");
        const auto body = nlohmann::json::parse(response.body);
        EXPECT_EQ(response.status, status) << name_of(code);
        EXPECT_EQ(body["status"], status);
        EXPECT_EQ(body["code"], name_of(code));
        EXPECT_EQ(body["type"], "urn:marquee:problem:" + std::string(name_of(code)));
        const bool later = status == 429 || status == 503 || status == 504;
        EXPECT_EQ(retry_after(response), later ? "1" : "");
    }
}

TEST(HttpProblem, TellsAllThatTheErrorSays) {
    const Response response = problem_response(invalid_field("title", "must not be blank"), "r2");
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(nlohmann::json::parse(response.body),
              nlohmann::json::parse(R"({"type": "urn:marquee:problem:invalid",
        "title": "The request is not valid", "status": 400,
        "detail": "title must not be blank", "code": "invalid", "request_id": "r2",
        "errors": [{"field": "title", "message": "must not be blank"}]})"));
}

TEST(HttpProblem, LeavesOutErrorsWithoutFields) {
    const auto body =
        nlohmann::json::parse(problem_response(Error(ErrorCode::not_found, "no"), "r").body);
    EXPECT_FALSE(body.contains("errors"));
}

TEST(HttpProblem, SurvivesAMessageThatIsNotUtf8) {
    const auto body =
        nlohmann::json::parse(problem_response(Error(ErrorCode::invalid, "\xFF!"), "r").body);
    EXPECT_EQ(body["detail"], "\xEF\xBF\xBD!");
}

TEST(HttpProblem, GivesRefusalsTheSameShape) {
    const Response response = problem_response({Refusal::payload_too_large, "too long"}, "r3");
    const auto body = nlohmann::json::parse(response.body);
    EXPECT_EQ(response.status, 413);
    EXPECT_EQ(body["code"], "payload_too_large");
    EXPECT_EQ(body["detail"], "too long");
    EXPECT_EQ(body["request_id"], "r3");
}

TEST(HttpProblem, TellsNothingOfAnInternalErrorButTheRequestId) {
    const Response response = internal_problem("r4");
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(nlohmann::json::parse(response.body)["request_id"], "r4");
}

}  // namespace
}  // namespace marquee::http
