#include "interfaces/http/token_masking.h"

#include "gtest/gtest.h"

namespace marquee::http {
namespace {

const std::string kSecret(43, 'S');

TEST(TokenMasking, CutsEveryKindOfTokenDown) {
    for (const std::string kind : {"mqk", "mqr"}) {
        const auto token = kind + "_0198c5a0-7c6e_" + kSecret;
        EXPECT_EQ(without_tokens("/v1/me/keys/" + token), "/v1/me/keys/" + kind + "_***");
        EXPECT_EQ(without_tokens("/tmdb:" + token + "/a"), "/tmdb:" + kind + "_***/a");
        EXPECT_EQ(without_tokens("/%zz" + token + "/" + token),
                  "/%zz" + kind + "_***/" + kind + "_***");
    }
    EXPECT_EQ(without_tokens("no service mqs_" + kSecret), "no service mqs_***");
    EXPECT_EQ(without_tokens("/eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0." + kSecret + "?"), "/eyJh***?");
}

TEST(TokenMasking, LeavesAllElseAlone) {
    for (const std::string text :
         {"", "/", "/v1/movies/tt0111161", "/v1/movies/mqk_1", "there is no movie eyJack",
          "/mqk/mqk_/mqs_0198c5a0", "\xFF\n"}) {
        EXPECT_EQ(without_tokens(text), text);
    }
    const auto id = "eyJ" + kSecret;
    EXPECT_EQ(without_tokens(id), id);
}

}  // namespace
}  // namespace marquee::http
