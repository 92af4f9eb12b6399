#include "interfaces/http/basic_credentials.h"

#include "gtest/gtest.h"

namespace marquee::http {
namespace {

TEST(BasicCredentials, AreTakenFromAnAuthorizationField) {
    const BasicCredentials expected{"Aladdin", "open sesame"};
    EXPECT_EQ(parse_basic("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), expected);
    EXPECT_EQ(parse_basic("bASIC   QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), expected);
    EXPECT_EQ(parse_basic("Basic YTpiOmM="), (BasicCredentials{"a", "b:c"}));
    EXPECT_EQ(parse_basic("Basic YTpi"), (BasicCredentials{"a", "b"}));
    EXPECT_EQ(parse_basic("Basic Og=="), (BasicCredentials{"", ""}));
    EXPECT_EQ(parse_basic("Basic /zr+"), (BasicCredentials{"\xFF", "\xFE"}));
}

TEST(BasicCredentials, AreNotGuessedFromWhatIsMalformed) {
    for (const char* field : {
             "",
             "Basic",
             "Basic ",
             "Basic  ",
             "Bearer YTpi",
             "BasicYTpi",
             "Basic YTpi YTpi",
             "Basic YTp",
             "Basic YTpiYg",
             "Basic YTpiYg=",
             "Basic YTpi====",
             "Basic =YTp",
             "Basic YT=i",
             "Basic YTp*",
             "Basic YTp-",
             "Basic YWI=",  // "ab"
             "Basic Oh==",  // ":", with bits left over
             "Basic ====",
             "Basic YTpi\x80\x80\x80\x80",
         }) {
        EXPECT_EQ(parse_basic(field), std::nullopt) << field;
    }
}

TEST(BasicCredentials, AreKnownByTheirScheme) {
    EXPECT_TRUE(has_scheme("Basic x", "Basic"));
    EXPECT_TRUE(has_scheme("BEARER x", "Bearer"));
    EXPECT_TRUE(has_scheme("bearer", "Bearer"));
    EXPECT_FALSE(has_scheme("Bearers x", "Bearer"));
    EXPECT_FALSE(has_scheme("", "Bearer"));
}

}  // namespace
}  // namespace marquee::http
