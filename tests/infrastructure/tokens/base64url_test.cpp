#include "infrastructure/tokens/base64url.h"

#include <gtest/gtest.h>

namespace marquee::tokens {
namespace {

TEST(Base64Url, WritesTheExamplesOfRfc4648WithoutPadding) {
    EXPECT_EQ(base64url(""), "");
    EXPECT_EQ(base64url("f"), "Zg");
    EXPECT_EQ(base64url("fo"), "Zm8");
    EXPECT_EQ(base64url("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64url("\xFB\xFF"), "-_8");
}

TEST(Base64Url, ReadsWhatItWrites) {
    std::string bytes;
    for (int i = 0; i < 256; ++i) {
        bytes += static_cast<char>(i);
        EXPECT_EQ(from_base64url(base64url(bytes)), bytes);
    }
}

TEST(Base64Url, RefusesWhatItWouldNotWrite) {
    for (const char* text : {"Zg==", "Zm8=", "=", "+/8", "-/8", "Zg\n", " Zg", "Z g", "Z", "Zm9vY",
                             "Zh", "Zm9", "Zg.", "Zm8\xC3\xA9"}) {
        EXPECT_EQ(from_base64url(text), std::nullopt) << text;
    }
    EXPECT_EQ(from_base64url(std::string_view("Zg\0", 3)), std::nullopt);
}

TEST(Base64Url, Takes64Characters) {
    std::string taken;
    for (int c = 0; c < 256; ++c) {
        const std::string text = std::string(1, static_cast<char>(c)) + "AAA";
        if (from_base64url(text)) taken += text.front();
    }
    EXPECT_EQ(taken, "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
}

}  // namespace
}  // namespace marquee::tokens
