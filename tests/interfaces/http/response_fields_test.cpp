#include "interfaces/http/response_fields.h"

#include "gtest/gtest.h"

namespace marquee::http {
namespace {

TEST(ResponseFields, AreFoundWhateverTheirCase) {
    Response response;
    response.with("ETag", "\"1\"").with("etag", "\"2\"");
    EXPECT_EQ(*find_field(response, "eTag"), "\"1\"");
    EXPECT_EQ(find_field(response, "Vary"), nullptr);
}

TEST(ResponseFields, JoinVaryToWhatThereIs) {
    Response response;
    response.with("vary", "Cookie");
    for (const char* name : {"Accept", "Accept-Encoding", "accept"}) add_vary(response, name);
    EXPECT_EQ(*find_field(response, "Vary"), "Cookie, Accept, Accept-Encoding");
    Response all;
    all.with("Vary", "*");
    add_vary(all, "Accept");
    EXPECT_EQ(*find_field(all, "Vary"), "*");
}

}  // namespace
}  // namespace marquee::http
