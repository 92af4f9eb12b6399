#include "domain/shared/text.h"

#include <gtest/gtest.h>

namespace marquee {
namespace {

using namespace std::string_literals;

std::string repeated(const std::string& text, std::size_t times) {
    std::string result;
    for (std::size_t i = 0; i < times; ++i) result += text;
    return result;
}

TEST(Text, CountsCodePointsAndNotBytes) {
    EXPECT_EQ(code_points(""), 0U);
    EXPECT_EQ(code_points("abc"), 3U);
    EXPECT_EQ(code_points("\xC3\xA9"), 1U);          // é
    EXPECT_EQ(code_points("e\xCC\x81"), 2U);         // e and a combining accent
    EXPECT_EQ(code_points("\xE5\x8D\x83"), 1U);      // 千
    EXPECT_EQ(code_points("\xF0\x9F\x8E\xAC"), 1U);  // a clapper board
    EXPECT_EQ(code_points("a\0b"s), 3U);
}

TEST(Text, TakesTheFirstAndTheLastCodePointOfEachLength) {
    for (const auto& text :
         {"\x01"s, "\x7F"s, "\xC2\x80"s, "\xDF\xBF"s, "\xE0\xA0\x80"s, "\xED\x9F\xBF"s,
          "\xEE\x80\x80"s, "\xEF\xBF\xBF"s, "\xF0\x90\x80\x80"s, "\xF4\x8F\xBF\xBF"s}) {
        EXPECT_EQ(code_points(text), 1U) << testing::PrintToString(text);
    }
}

TEST(Text, RefusesEveryKindOfBrokenUtf8) {
    for (const auto& broken : {
             "\x80"s,  // a continuation without its lead
             "\xBF"s,
             "\xC3"s,  // cut off
             "\xE5\x8D"s,
             "\xE5"s,
             "\xF0\x9F\x8E"s,
             "\xF0"s,
             "\xC3("s,  // a lead without its continuation
             "\xE5\x8D("s,
             "\xE5(\x83"s,
             "\xF0\x9F\x8E("s,
             "\xF0(\x8E\xAC"s,
             "\xC3\xC3\xA9"s,  // a lead where a continuation belongs
             "\xC0\x80"s,      // longer than need be
             "\xC0\xAF"s,
             "\xC1\xBF"s,
             "\xE0\x80\xAF"s,
             "\xE0\x9F\xBF"s,
             "\xF0\x80\x80\xAF"s,
             "\xF0\x8F\xBF\xBF"s,
             "\xED\xA0\x80"s,  // surrogates
             "\xED\xBF\xBF"s,
             "\xED\xA0\xBD\xED\xB8\x80"s,
             "\xF4\x90\x80\x80"s,  // beyond the last code point
             "\xF7\xBF\xBF\xBF"s,
             "\xF8\x88\x80\x80\x80"s,  // leads that UTF-8 never has
             "\xFC\x84\x80\x80\x80\x80"s,
             "\xFE"s,
             "\xFF"s,
         }) {
        EXPECT_EQ(code_points(broken), std::nullopt) << testing::PrintToString(broken);
        EXPECT_EQ(code_points("a" + broken), std::nullopt) << testing::PrintToString(broken);
        EXPECT_EQ(text_problem("a" + broken, 100), "is not valid UTF-8")
            << testing::PrintToString(broken);
        EXPECT_EQ(text_problem(broken + "a", 100), "is not valid UTF-8")
            << testing::PrintToString(broken);
    }
}

TEST(Text, TakesNoncharactersAndUnassignedCodePoints) {
    EXPECT_EQ(text_problem("\xEF\xBF\xBE", 1), std::nullopt);      // U+FFFE
    EXPECT_EQ(text_problem("\xEF\xB7\x90", 1), std::nullopt);      // U+FDD0
    EXPECT_EQ(text_problem("\xF4\x8F\xBF\xBF", 1), std::nullopt);  // U+10FFFF
}

TEST(Text, RefusesControlCharactersInOneLine) {
    for (int c = 0; c < 0x20; ++c) {
        const std::string text = "a"s + static_cast<char>(c) + "b";
        EXPECT_EQ(text_problem(text, 100), "must not contain control characters") << c;
    }
    EXPECT_EQ(text_problem("a\x7F", 100), "must not contain control characters");
    for (int c = 0x80; c < 0xA0; ++c) {
        const std::string text = "a\xC2"s + static_cast<char>(c);
        EXPECT_EQ(text_problem(text, 100), "must not contain control characters") << c;
    }
    EXPECT_EQ(text_problem("a\xC2\xA0", 100), std::nullopt);
}

TEST(Text, AllowsLineFeedAndTabAloneInManyLines) {
    EXPECT_EQ(text_problem("a\n\tb", 100, TextLines::many), std::nullopt);
    for (const auto& text : {"a\r\nb"s, "a\vb"s, "a\0b"s, "a\x7F"s, "a\xC2\x85"s}) {
        EXPECT_EQ(text_problem(text, 100, TextLines::many), "must not contain control characters")
            << testing::PrintToString(text);
    }
}

TEST(Text, RefusesBlankTexts) {
    for (const auto& blank :
         {""s, " "s, "   "s, "\xC2\xA0"s, "\xE1\x9A\x80"s, "\xE2\x80\x80"s, "\xE2\x80\x8A"s,
          "\xE2\x80\x8B"s, "\xE2\x80\xA8"s, "\xE2\x80\xA9"s, "\xE2\x80\xAF"s, "\xE2\x81\x9F"s,
          "\xE3\x80\x80"s, "\xEF\xBB\xBF"s, " \xE3\x80\x80\xC2\xA0 "s}) {
        EXPECT_EQ(text_problem(blank, 100), "must not be blank") << testing::PrintToString(blank);
    }
    EXPECT_EQ(text_problem(" \n\t\n", 100, TextLines::many), "must not be blank");
    EXPECT_EQ(text_problem("\xE3\x80\x80.", 100), std::nullopt);
}

TEST(Text, MeetsItsLimitInCodePoints) {
    EXPECT_EQ(text_problem(repeated("\xF0\x9F\x8E\xAC", 5), 5), std::nullopt);
    EXPECT_EQ(text_problem(repeated("\xF0\x9F\x8E\xAC", 6), 5),
              "must have at most 5 characters, not 6");
    EXPECT_EQ(text_problem("abcde", 5), std::nullopt);
    EXPECT_EQ(text_problem("abcdef", 5), "must have at most 5 characters, not 6");
}

TEST(Text, HasASpaceOfAnyKindAnywhere) {
    for (const char* spaced : {" ", "a b", "a ",
                               "\xC2\xA0"
                               "a",
                               "\xE5\x8D\x83\xE3\x80\x80"}) {
        EXPECT_TRUE(has_space(spaced)) << spaced;
    }
    for (const char* one : {"", "a", "a.b", "\xE5\x8D\x83", "\xFF"}) {
        EXPECT_FALSE(has_space(one)) << one;
    }
}

TEST(Text, IsBlankWithSpacesOfAnyKindAlone) {
    for (const char* blank : {"", " ", " \t\n ", "\xC2\xA0", "\xE3\x80\x80 \xE2\x80\x8B"}) {
        EXPECT_TRUE(is_blank(blank)) << blank;
    }
    for (const char* seen : {"a", "  .", "\xE3\x80\x80\xE5\x8D\x83", " \xFF"}) {
        EXPECT_FALSE(is_blank(seen)) << seen;
    }
}

TEST(OpaqueName, TakesItsAlphabetOnly) {
    for (int c = 0; c < 256; ++c) {
        const auto byte = static_cast<char>(c);
        const bool allowed =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"s.find(byte) !=
            std::string::npos;
        EXPECT_EQ(is_opaque_name("a"s + byte), allowed) << c;
    }
}

TEST(OpaqueName, HasAtLeastOneCharacterAndAtMostTheLimit) {
    EXPECT_FALSE(is_opaque_name(""));
    EXPECT_TRUE(is_opaque_name("a"));
    EXPECT_TRUE(is_opaque_name(std::string(64, 'a')));
    EXPECT_FALSE(is_opaque_name(std::string(65, 'a')));
    EXPECT_TRUE(is_opaque_name("abc", 3));
    EXPECT_FALSE(is_opaque_name("abcd", 3));
}

TEST(OpaqueName, IsNotAStepInAPath) {
    EXPECT_FALSE(is_opaque_name("."));
    EXPECT_FALSE(is_opaque_name(".."));
    EXPECT_TRUE(is_opaque_name("..."));
    EXPECT_TRUE(is_opaque_name(".a"));
}

}  // namespace
}  // namespace marquee
