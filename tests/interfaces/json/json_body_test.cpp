#include "interfaces/json/json_body.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

#include "domain/shared/error.h"

namespace marquee::json {
namespace {

using testing::HasSubstr;

/// The error that the body is refused with; a failure when it is taken.
Error refusal(const std::string& body) {
    try {
        parse_object(body);
    } catch (const Error& error) {
        return error;
    }
    ADD_FAILURE() << "taken: " << body.substr(0, 80);
    return invalid_field("", "");
}

std::string nested(std::size_t depth) {
    return R"({"a":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
}

TEST(JsonBody, ParsesAnObject) {
    const std::string body =
        R"({"a": [1, -2, 0.5, true, null, "x", {"b": {}}, []], "c": {"d": [[3]]},)"
        R"( "e": 18446744073709551615})";
    EXPECT_EQ(parse_object(body), nlohmann::json::parse(body));
}

TEST(JsonBody, KeepsANulThatIsEscaped) {
    EXPECT_EQ(parse_object(R"({"a": "x\u0000y"})")["a"], std::string("x\0y", 3));
}

TEST(JsonBody, TellsWhereTheSyntaxIsWrong) {
    EXPECT_STREQ(refusal("{\n  \"a\": 1,\n  b\n}").what(),
                 "the body is not valid JSON: line 3, byte 3");
    EXPECT_STREQ(refusal("{]").what(), "the body is not valid JSON: line 1, byte 2");
}

TEST(JsonBody, RefusesWhatIsNoJson) {
    for (const char* body :
         {"", " ", "{", "{\"a\":", "{\"a\":1,}", "{'a':1}", "{\"a\":1} {}", "{\"a\":01}",
          "{\"a\":NaN}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\x\"}", "{/**/}", "{\"a\":\"\n\"}"}) {
        EXPECT_EQ(refusal(body).code(), ErrorCode::invalid) << body;
        EXPECT_THAT(refusal(body).what(), HasSubstr("not valid JSON")) << body;
    }
}

TEST(JsonBody, RefusesWhatIsNoObject) {
    for (const char* body : {"[]", "null", "1", "\"a\"", "true"}) {
        EXPECT_THAT(refusal(body).what(), HasSubstr("must be a JSON object")) << body;
    }
}

TEST(JsonBody, RefusesInvalidUtf8) {
    EXPECT_THAT(refusal("{\"a\":\"\xff\"}").what(), HasSubstr("UTF-8"));
    EXPECT_THAT(refusal("{\"a\":\"\xc0\xaf\"}").what(), HasSubstr("UTF-8"));
}

TEST(JsonBody, RefusesAFieldThatIsGivenTwice) {
    const std::vector<FieldError> expected = {{"cast[1].name", "is given twice"}};
    EXPECT_EQ(refusal(R"({"cast": [{"name": "A"}, {"name": "B", "name": "C"}]})").fields(),
              expected);
    EXPECT_EQ(refusal(R"({"a": {"b": {"c": 1}, "b": 2}})").fields().at(0).field, "a.b");
    EXPECT_EQ(refusal(R"({"a": 1, "\u0061": 2})").fields().at(0).field, "a");
    EXPECT_EQ(refusal(R"({"a": [{"b": 1}], "a": 2})").fields().at(0).field, "a");
}

TEST(JsonBody, TakesTheSameFieldInDifferentObjects) {
    EXPECT_EQ(parse_object(R"({"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]})").size(), 2U);
}

TEST(JsonBody, NamesTheFieldWhoseNumberIsTooLarge) {
    const std::vector<FieldError> expected = {{"changes[1].score", "must be a whole number"}};
    EXPECT_EQ(refusal(R"({"changes": [{"score": 1}, {"score": 1e400}]})").fields(), expected);
    EXPECT_EQ(refusal(R"({"a": [[1, 2], [3, 1e999]]})").fields().at(0).field, "a[1][1]");
}

TEST(JsonBody, TakesTheGreatestDepthAndRefusesOneMore) {
    EXPECT_NO_THROW(parse_object(nested(kMaxDepth)));
    EXPECT_THAT(refusal(nested(kMaxDepth + 1)).what(), HasSubstr("32 deep"));
    EXPECT_THAT(refusal(R"({"a":)" + std::string(500'000, '[')).what(), HasSubstr("32 deep"));
    std::string objects;
    for (int i = 0; i < 33; ++i) objects += R"({"a":)";
    EXPECT_THAT(refusal(objects).what(), HasSubstr("32 deep"));
}

TEST(JsonBody, TakesAsManyValuesAsFitAndRefusesOneMore) {
    const auto body = [](std::size_t values) {
        // The object, its field, and the array take one each.
        std::string text = R"({"a":[0)";
        for (std::size_t i = 4; i < values; ++i) text += ",0";
        return text + "]}";
    };
    EXPECT_NO_THROW(parse_object(body(kMaxValues)));
    EXPECT_THAT(refusal(body(kMaxValues + 1)).what(), HasSubstr("more than 200000 values"));
}

}  // namespace
}  // namespace marquee::json
