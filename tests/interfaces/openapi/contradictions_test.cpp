#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "interfaces/http/gzip.h"
#include "tests/support/api_description.h"
#include "tests/support/json_schema.h"

namespace marquee::test {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> by(const json& schema, const json& value) {
    return schema_findings(json::object(), schema, value);
}

TEST(JsonSchemas, CheckEveryKeywordThatTheyKnow) {
    const std::vector<std::tuple<json, json, json>> cases = {
        {{{"type", "integer"}}, 8.0, 7.5},
        {{{"type", {"string", "null"}}}, nullptr, 1},
        {{{"type", "array"}}, json::array(), json::object()},
        {{{"enum", {"a", "b"}}}, "b", "c"},
        {{{"const", 1}}, 1, 2},
        {{{"minimum", 1}}, 1, 0},
        {{{"maximum", 1}}, 1, 1.5},
        {{{"multipleOf", 10}}, 1990, 1994},
        {{{"minLength", 1}}, "é", ""},
        {{{"maxLength", 1}}, "é", "éé"},
        {{{"pattern", "^a+$"}}, "aa", "ab"},
        {{{"format", "date-time"}}, "2026-11-20T12:00:00Z", "2026-11-20"},
        {{{"format", "uri"}}, "https://a/b", "a b"},
        {{{"format", "uuid"}}, "01a1fb7c-6dad-7df0-8dc8-4647d84a5f6e", "01a1fb7c"},
        {{{"items", {{"type", "string"}}}}, {"a"}, {1}},
        {{{"minItems", 1}}, {1}, json::array()},
        {{{"maxItems", 1}}, {1}, {1, 2}},
        {{{"uniqueItems", true}}, {1, 2}, {1, 1}},
        {{{"required", {"a"}}}, {{"a", 1}}, {{"b", 1}}},
        {{{"minProperties", 1}}, {{"a", 1}}, json::object()},
        {{{"maxProperties", 1}}, {{"a", 1}}, {{"a", 1}, {"b", 1}}},
        {{{"propertyNames", {{"pattern", "^a"}}}}, {{"a", 1}}, {{"b", 1}}},
        {{{"properties", {{"a", {{"type", "string"}}}}}}, {{"a", "x"}}, {{"a", 1}}},
        {{{"additionalProperties", false}}, json::object(), {{"a", 1}}},
        {{{"additionalProperties", {{"type", "string"}}}}, {{"a", "x"}}, {{"a", 1}}},
        {{{"allOf", {{{"minimum", 1}}, {{"maximum", 3}}}}}, 2, 4},
        {{{"oneOf", {{{"const", 1}}, {{"const", 2}}}}}, 2, 3},
        {{{"oneOf", {{{"minimum", 1}}, {{"minimum", 2}}}}}, 1, 2},
    };
    for (const auto& [schema, good, bad] : cases) {
        EXPECT_THAT(by(schema, good), IsEmpty()) << schema << good;
        EXPECT_THAT(by(schema, bad), testing::SizeIs(1)) << schema << bad;
    }
}

TEST(JsonSchemas, TakeNoKeywordThatNobodyChecks) {
    EXPECT_THROW(by({{"minContains", 1}}, json::array()), std::logic_error);
    EXPECT_THROW(by({{"format", "hostname"}}, "a"), std::logic_error);
    EXPECT_THROW(by({{"type", "text"}}, "a"), std::logic_error);
}

TEST(JsonSchemas, NoticeFieldsThatNobodyDescribed) {
    const json part = {{"properties", {{"a", json::object()}}}};
    const json both = {{"allOf", {part}}, {"properties", {{"b", json::object()}}}};
    EXPECT_THAT(by(both, {{"a", 1}, {"b", 2}}), IsEmpty());
    EXPECT_THAT(by(both, {{"a", 1}, {"c", 2}}), ElementsAre("/c is not described"));
    EXPECT_THAT(by({{"type", "object"}}, {{"c", 2}}), IsEmpty());
}

TEST(JsonSchemas, FollowReferences) {
    const json root = {{"x", {{"type", "string"}}}};
    EXPECT_THAT(schema_findings(root, {{"$ref", "#/x"}}, "a"), IsEmpty());
    EXPECT_THAT(schema_findings(root, {{"$ref", "#/x"}}, 1), testing::SizeIs(1));
}

/// A good exchange, for a test to spoil.
HttpExchange genres() {
    return {"GET",
            "/v1/genres",
            {},
            "",
            {200,
             {{"X-Request-Id", "r"},
              {"Cache-Control", "no-cache"},
              {"Content-Type", "application/json"}},
             R"({"items":[{"name":"Drama","count":3}]})"},
            true};
}

HttpExchange rating() {
    return {
        "PUT",
        "/v1/ratings/movie/a/users/u",
        {{"Content-Type", "application/json"}},
        R"({"score":8})",
        {200,
         {{"X-Request-Id", "r"},
          {"Cache-Control", "no-store"},
          {"Content-Type", "application/json"},
          {"ETag", "\"1\""}},
         R"({"score":8,"rated_at":"2026-11-20T12:00:00.000Z","summary":{"average":8.0,"count":1,)"
         R"("weighted":8.0,"histogram":[0,0,0,0,0,0,0,1,0,0]}})"},
        true};
}

TEST(Contradictions, AreNotFoundInWhatIsAsDescribed) {
    EXPECT_THAT(contradictions(genres()), IsEmpty());
    EXPECT_THAT(contradictions(rating()), IsEmpty());
}

TEST(Contradictions, AreFoundInAnswers) {
    auto exchange = genres();
    exchange.reply.status = 206;
    EXPECT_THAT(contradictions(exchange), ElementsAre("the status 206 is not listed"));

    exchange = genres();
    exchange.reply.body = R"({"items":[{"name":"Drama","count":"3"}],"more":1})";
    EXPECT_THAT(contradictions(exchange), ElementsAre(HasSubstr("/items/0/count is not of type"),
                                                      HasSubstr("/more is not described")));

    exchange = genres();
    exchange.reply.body = "{";
    EXPECT_THAT(contradictions(exchange),
                ElementsAre("the answer: is not of type application/json"));

    exchange = genres();
    exchange.reply.headers.back().second = "text/html";
    EXPECT_THAT(contradictions(exchange), ElementsAre(HasSubstr("\"text/html\" is not listed")));

    exchange = rating();
    exchange.reply.headers.pop_back();
    EXPECT_THAT(contradictions(exchange), ElementsAre("the answer lacks ETag"));

    exchange = rating();
    exchange.method = "DELETE";
    exchange.reply.status = 204;
    EXPECT_THAT(contradictions(exchange), ElementsAre(HasSubstr("the answer has a body")));
}

TEST(Contradictions, AreFoundInEveryFormAndCoding) {
    auto exchange = genres();
    exchange.reply.headers.back().second = "application/vnd.msgpack";
    json::to_msgpack({{"items", json::array()}}, exchange.reply.body = "");
    EXPECT_THAT(contradictions(exchange), IsEmpty());
    json::to_msgpack({{"items", 1}}, exchange.reply.body = "");
    EXPECT_THAT(contradictions(exchange), ElementsAre(HasSubstr("/items is not of type")));

    exchange = genres();
    exchange.reply.headers.emplace_back("Content-Encoding", "gzip");
    EXPECT_THAT(contradictions(exchange), ElementsAre("the answer: is not packed with gzip"));
    exchange.reply.body = http::gzipped(R"({"items":1})");
    EXPECT_THAT(contradictions(exchange), ElementsAre(HasSubstr("/items is not of type")));

    exchange = rating();
    exchange.headers = {{"Content-Type", "application/cbor"}};
    json::to_cbor({{"score", 11}}, exchange.body = "");
    EXPECT_THAT(contradictions(exchange), ElementsAre(HasSubstr("/score is too large")));
}

TEST(Contradictions, AreFoundInRefusals) {
    auto exchange = genres();
    exchange.reply.status = 403;
    EXPECT_THAT(contradictions(exchange), ElementsAre(HasSubstr("\"application/json\"")));
}

TEST(Contradictions, AreFoundInProblemsOfAnyPath) {
    HttpExchange exchange{"GET", "/nowhere", {}, "", {}, true};
    exchange.reply = {404, {{"Content-Type", "application/problem+json"}}, R"({"status":404})"};
    EXPECT_THAT(contradictions(exchange), testing::Contains(" lacks code"));
    exchange.target = "/v1/genres";
    exchange.method = "DELETE";
    exchange.reply.status = 405;
    EXPECT_THAT(contradictions(exchange), testing::Contains("the answer lacks Allow"));
}

TEST(Contradictions, AreFoundInRequestsThatWereTaken) {
    auto exchange = rating();
    exchange.body = R"({"score":11})";
    EXPECT_THAT(contradictions(exchange), ElementsAre(HasSubstr("/score is too large")));

    exchange = rating();
    exchange.headers = {{"Content-Type", "text/plain"}};
    EXPECT_THAT(contradictions(exchange), ElementsAre(HasSubstr("\"text/plain\"")));

    exchange = genres();
    exchange.target = "/v1/genres?all=true";
    EXPECT_THAT(contradictions(exchange), ElementsAre("taken with a parameter all"));

    exchange = genres();
    exchange.target = "/v1/suggest";
    exchange.reply.body = R"({"items":[]})";
    EXPECT_THAT(contradictions(exchange), ElementsAre("taken without q"));

    exchange.target = "/v1/movies?genre=A&genre=B&facets=genre,decade&page_size=5&q=a+b";
    EXPECT_THAT(contradictions(exchange), IsEmpty());
    exchange.target = "/v1/movies?genre=&facets=genre,year&page_size=0";
    EXPECT_THAT(contradictions(exchange), testing::SizeIs(3));
}

}  // namespace
}  // namespace marquee::test
