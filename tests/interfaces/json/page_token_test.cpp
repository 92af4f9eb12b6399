#include "interfaces/json/page_token.h"

#include <functional>

#include "gtest/gtest.h"

#include "domain/shared/error.h"

namespace marquee::json {
namespace {

std::string blamed_field(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid);
        return error.fields().at(0).field;
    }
    return "nothing";
}

TEST(PageToken, GivesItsPartsBack) {
    const std::vector<std::vector<std::string>> texts = {
        {"1", "movie", "tt1"}, {"", "", ""}, {"ab", "\xff\x01", "\xc3\xa9"}, {"a", "bc", ""}};
    for (const auto& parts : texts) {
        EXPECT_EQ(decode_page_token(encode_page_token(parts), 3), parts);
    }
}

TEST(PageToken, IsFitForAUrl) {
    const std::string token = encode_page_token({"\xff\xfe\xfd\xfb\xff?>~"});
    EXPECT_EQ(
        token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
        std::string::npos);
}

TEST(PageToken, IsRefusedWhenItIsNotOurs) {
    const std::string good = encode_page_token({"1", "movie", "tt1"});
    const std::vector<std::string> bad = {"",
                                          "x",
                                          "!!!!",
                                          good + "A",
                                          good + "=",
                                          good.substr(0, good.size() - 1),
                                          encode_page_token({"1", "movie"}),
                                          encode_page_token({"1", "movie", "tt1", "more"}),
                                          std::string("a\0b", 3)};
    for (const auto& token : bad) {
        EXPECT_EQ(blamed_field([&] { decode_page_token(token, 3); }), "page_token") << token;
    }
}

TEST(PageSize, IsTwentyUnlessAskedFor) {
    EXPECT_EQ(page_size(std::nullopt), 20U);
}

TEST(PageSize, IsLoweredToAHundred) {
    EXPECT_EQ(page_size("1"), 1U);
    EXPECT_EQ(page_size("100"), 100U);
    EXPECT_EQ(page_size("101"), 100U);
    EXPECT_EQ(page_size("99999999999999999999999999"), 100U);
}

TEST(PageSize, IsAPositiveWholeNumber) {
    for (const char* text : {"0", "-1", "+1", "", "ten", "1.5", " 1", "1 ", "0x10", "000"}) {
        EXPECT_EQ(blamed_field([&] { page_size(text); }), "page_size") << text;
    }
}

}  // namespace
}  // namespace marquee::json
