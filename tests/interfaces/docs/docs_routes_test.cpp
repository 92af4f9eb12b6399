#include "interfaces/docs/docs_routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/route_client.h"

namespace marquee::docs {
namespace {

using http::has_header;
using http::header;
using testing::HasSubstr;
using testing::Not;

class DocsRoutes : public testing::Test {
protected:
    const http::RouteClient client{docs_routes()};
};

TEST_F(DocsRoutes, ShowThePage) {
    const auto page = client.send("GET", "/docs");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
    EXPECT_THAT(page.body, HasSubstr("<title>Marquee API</title>"));
    EXPECT_THAT(page.body, Not(HasSubstr("http")));
}

TEST_F(DocsRoutes, ServeWhatThePageNeedsByItsType) {
    const std::vector<std::pair<std::string, std::string>> files = {
        {"docs.js", "text/javascript; charset=utf-8"},
        {"swagger-ui-bundle.js", "text/javascript; charset=utf-8"},
        {"swagger-ui.css", "text/css; charset=utf-8"},
        {"favicon-32x32.png", "image/png"},
        {"LICENSE", "text/plain; charset=utf-8"}};
    for (const auto& [name, type] : files) {
        const auto file = client.send("GET", "/docs/" + name);
        EXPECT_EQ(file.status, 200) << name;
        EXPECT_EQ(file.content_type, type) << name;
        EXPECT_FALSE(file.body.empty()) << name;
    }
    EXPECT_EQ(client.send("GET", "/docs/nothing.js").status, 404);
}

TEST_F(DocsRoutes, CompressForThoseWhoTakeIt) {
    const auto plain = client.send("GET", "/docs/swagger-ui.css");
    const auto refused =
        client.send("GET", "/docs/swagger-ui.css", "", {{"Accept-Encoding", "br, gzip;q=0"}});
    const auto compressed =
        client.send("GET", "/docs/swagger-ui.css", "", {{"Accept-Encoding", "br, gzip"}});
    EXPECT_FALSE(has_header(plain, "Content-Encoding"));
    EXPECT_EQ(refused.body, plain.body);
    EXPECT_EQ(header(compressed, "Content-Encoding"), "gzip");
    EXPECT_LT(compressed.body.size(), plain.body.size() / 3);
    EXPECT_NE(header(compressed, "ETag"), header(plain, "ETag"));
    EXPECT_EQ(header(plain, "Vary"), "Accept-Encoding");
    EXPECT_EQ(header(compressed, "Vary"), "Accept-Encoding");
}

TEST_F(DocsRoutes, AnswerThatAFileIsStillTheSame) {
    const auto file = client.send("GET", "/docs/docs.js");
    const std::string tag = header(file, "ETag");
    const auto again = client.send("GET", "/docs/docs.js", "", {{"If-None-Match", tag}});
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    const http::RouteClient::Fields gzip = {{"Accept-Encoding", "gzip"}};
    const std::string packed_tag = header(client.send("GET", "/docs/docs.js", "", gzip), "ETag");
    const auto packed_again = client.send(
        "GET", "/docs/docs.js", "", {{"Accept-Encoding", "gzip"}, {"If-None-Match", packed_tag}});
    EXPECT_EQ(packed_again.status, 304);
    EXPECT_EQ(header(packed_again, "ETag"), packed_tag);
}

TEST_F(DocsRoutes, LetThePageLoadFromThisServerOnly) {
    const auto policy = header(client.send("GET", "/docs"), "Content-Security-Policy");
    EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
    EXPECT_THAT(policy, HasSubstr("script-src 'self';"));
    EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(policy, Not(HasSubstr("http")));
}

}  // namespace
}  // namespace marquee::docs
