#include "interfaces/web/web_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>

#include "interfaces/http/response_fields.h"

namespace marquee::web {
namespace {

using http::Response;
using testing::HasSubstr;
using testing::Not;
using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kHtml = "text/html,application/xhtml+xml,*/*;q=0.8";

std::optional<Response> get(const std::string& path, const Fields& fields = {}) {
    http::Request request;
    request.method = "GET";
    request.raw_path = path;
    for (const auto& [name, value] : fields) request.headers.add(name, value);
    return web_page(request);
}

std::string field(const Response& response, std::string_view name) {
    const std::string* value = http::find_field(response, name);
    return value ? *value : "";
}

/// The script that the page starts with.
std::string script() {
    static const std::regex kScript("type=\"module\" src=\"([^\"]+)\"");
    std::smatch found;
    const std::string page = get("/")->body;
    return std::regex_search(page, found, kScript) ? found[1].str() : "";
}

TEST(WebPages, AreOneDocumentThatIsAskedForAgainEachTime) {
    ASSERT_TRUE(is_built_in());
    const auto home = get("/");
    ASSERT_TRUE(home);
    EXPECT_EQ(home->status, 200);
    EXPECT_EQ(home->content_type, "text/html; charset=utf-8");
    EXPECT_EQ(field(*home, "Cache-Control"), "no-cache");
    for (const char* path : {"/search", "/movies/tt0111161", "/movies/imdb:tt1", "/me/ratings"}) {
        const auto page = get(path);
        ASSERT_TRUE(page) << path;
        EXPECT_EQ(page->status, 200) << path;
        EXPECT_EQ(page->body, home->body) << path;
    }
    const auto again = get("/", {{"If-None-Match", field(*home, "ETag")}});
    EXPECT_EQ(again->status, 304);
}

TEST(WebPages, AreThereWhereThereIsNothingForWhoTakesHtml) {
    const auto page = get("/nothing", {{"Accept", kHtml}});
    ASSERT_TRUE(page);
    EXPECT_EQ(page->status, 404);
    EXPECT_THAT(page->body, HasSubstr("<div id=\"app\">"));
    EXPECT_FALSE(get("/nothing", {{"Accept", "application/json"}}));
    EXPECT_FALSE(get("/nothing"));
    for (const char* path : {"/v1/nothing", "/v1", "/oauth/nothing", "/.well-known/nothing"}) {
        EXPECT_FALSE(get(path, {{"Accept", kHtml}})) << path;
    }
    http::Request write;
    write.method = "POST";
    write.raw_path = "/";
    EXPECT_FALSE(web_page(write));
}

TEST(WebPages, LoadFromThisServerOnlyAndRunNothingFromWithin) {
    const auto home = get("/");
    const std::string policy = field(*home, "Content-Security-Policy");
    EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
    EXPECT_THAT(policy, HasSubstr("script-src 'self';"));
    EXPECT_THAT(policy, HasSubstr("style-src 'self';"));
    EXPECT_THAT(policy, HasSubstr("connect-src 'self';"));
    EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
    EXPECT_THAT(home->body, Not(HasSubstr("http")));
}

TEST(WebPages, HaveAssetsThatAreKeptForAYear) {
    const std::string path = script();
    ASSERT_NE(path, "");
    const auto plain = get(path);
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->content_type, "text/javascript; charset=utf-8");
    EXPECT_EQ(field(*plain, "Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(field(*plain, "Vary"), "Accept-Encoding");
    EXPECT_EQ(field(*plain, "Content-Encoding"), "");
    const auto gzip = get(path, {{"Accept-Encoding", "gzip, deflate"}});
    EXPECT_EQ(field(*gzip, "Content-Encoding"), "gzip");
    const auto brotli = get(path, {{"Accept-Encoding", "gzip, deflate, br, zstd"}});
    EXPECT_EQ(field(*brotli, "Content-Encoding"), "br");
    EXPECT_LT(brotli->body.size(), gzip->body.size());
    EXPECT_LT(gzip->body.size(), plain->body.size());
    const auto refused = get(path, {{"Accept-Encoding", "br;q=0, gzip;q=0.5"}});
    EXPECT_EQ(field(*refused, "Content-Encoding"), "gzip");
    EXPECT_FALSE(get("/assets/nothing.js", {{"Accept", kHtml}}));
    EXPECT_FALSE(get("/assets/../index.html"));
}

}  // namespace
}  // namespace marquee::web
