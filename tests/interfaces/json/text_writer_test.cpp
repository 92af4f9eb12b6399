#include "interfaces/json/text_writer.h"

#include <gtest/gtest.h>

#include "nlohmann/json.hpp"

namespace marquee::json {
namespace {

using nlohmann::ordered_json;

TEST(TextWriterTest, WritesWhatADocumentIsWrittenAs) {
    TextWriter writer;
    writer.open_object().name("id").text("a").name("none").null();
    writer.name("list")
        .open_array()
        .number(std::int64_t{1})
        .number(std::int64_t{-20})
        .close_array();
    writer.name("empty").open_array().close_array().name("object").open_object().close_object();
    writer.name("objects").open_array();
    for (const char* name : {"b", "c"}) {
        writer.open_object().name("name").text(name).close_object();
    }
    writer.close_array().close_object();

    const ordered_json document = {{"id", "a"},
                                   {"none", nullptr},
                                   {"list", {1, -20}},
                                   {"empty", ordered_json::array()},
                                   {"object", ordered_json::object()},
                                   {"objects", {{{"name", "b"}}, {{"name", "c"}}}}};
    EXPECT_EQ(writer.take(), document.dump());
}

TEST(TextWriterTest, EscapesTextsAsADocumentDoes) {
    std::string text = "\"quoted\" \\ / \x7F é 漢 🎬";
    for (char c = 0; c < 0x20; ++c) text += c;
    for (const std::string& one :
         {text, std::string(), std::string("\n"), std::string("{"), std::string("a\"")}) {
        TextWriter writer;
        writer.open_array().text(one).text(one).close_array();
        EXPECT_EQ(writer.take(), ordered_json({one, one}).dump());
    }
}

TEST(TextWriterTest, WritesNumbersAsADocumentDoes) {
    for (const double number : {0.0, 1.0, 10.0, 7.333, 9.999, -0.5, 0.001, 123456.789, 1e14}) {
        TextWriter writer;
        writer.number(number);
        EXPECT_EQ(writer.take(), ordered_json(number).dump());
    }
    for (const std::int64_t number : {std::int64_t{0}, INT64_MIN, INT64_MAX}) {
        TextWriter writer;
        writer.number(number);
        EXPECT_EQ(writer.take(), ordered_json(number).dump());
    }
}

TEST(TextWriterTest, WhatIsNotThereIsNull) {
    TextWriter writer;
    writer.open_array().text_or_null({}).text_or_null("a").number_or_null(std::optional<int>());
    writer.number_or_null(std::optional<int>(5)).number_or_null(std::optional<double>(2));
    writer.close_array();
    EXPECT_EQ(writer.take(), R"([null,"a",null,5,2.0])");
}

}  // namespace
}  // namespace marquee::json
