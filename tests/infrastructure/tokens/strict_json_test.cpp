#include "infrastructure/tokens/strict_json.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

namespace marquee::tokens {
namespace {

TEST(StrictJson, TakesAnObject) {
    const auto object = parse_object(R"( {"a": [1, {"b": "x"}], "c": {"b": null}} )");
    ASSERT_TRUE(object);
    EXPECT_EQ(object->at("a").at(1).at("b"), "x");
}

TEST(StrictJson, RefusesAllElse) {
    for (const char* text : {"",
                             " ",
                             "null",
                             "1",
                             "\"a\"",
                             "[]",
                             "[{}]",
                             "{",
                             "}",
                             "{}}",
                             "{} {}",
                             "{\"a\"}",
                             "{\"a\":1,}",
                             "{a:1}",
                             "{'a':1}",
                             "{\"a\":NaN}",
                             "{\"a\":1e999}",
                             "{\"a\":01}",
                             "/* */{}",
                             "{\"a\":\"\t\"}",
                             "{\"a\":\"\\ud800\"}"}) {
        EXPECT_FALSE(parse_object(text)) << text;
    }
}

TEST(StrictJson, RefusesAMemberThatIsThereTwice) {
    EXPECT_FALSE(parse_object(R"({"a":1,"a":1})"));
    EXPECT_FALSE(parse_object(R"({"a":1,"\u0061":2})"));
    EXPECT_FALSE(parse_object(R"({"x":[{"a":{"b":1,"b":2}}]})"));
    EXPECT_TRUE(parse_object(R"({"a":{"a":1},"b":{"a":1}})"));
}

TEST(StrictJson, RefusesInvalidUtf8) {
    EXPECT_FALSE(parse_object("{\"a\":\"\xFF\"}"));
    EXPECT_FALSE(parse_object("{\"a\":\"\xC0\x80\"}"));
    EXPECT_FALSE(parse_object("{\"\xED\xA0\x80\":1}"));
    EXPECT_TRUE(parse_object("{\"a\":\"\xC3\xA9\"}"));
}

TEST(StrictJson, RefusesWhatComesBehindANul) {
    using namespace std::string_view_literals;
    EXPECT_FALSE(parse_object("{\"a\":1}\0"sv));
    EXPECT_FALSE(parse_object("{\"a\":1}\0{\"b\":2}"sv));
}

TEST(StrictJson, RefusesDeepNesting) {
    const auto nested = [](std::size_t depth) {
        return "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
    };
    EXPECT_TRUE(parse_object(nested(15)));
    EXPECT_FALSE(parse_object(nested(17)));
    EXPECT_FALSE(parse_object(nested(100'000)));
    EXPECT_FALSE(parse_object("{\"a\":" + std::string(100'000, '[')));
}

}  // namespace
}  // namespace marquee::tokens
