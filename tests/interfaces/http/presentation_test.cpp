#include "interfaces/http/presentation.h"

#include <string>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

#include "interfaces/http/gzip.h"
#include "interfaces/http/problem.h"
#include "interfaces/http/response_fields.h"
#include "interfaces/http/response_writer.h"

namespace marquee::http {
namespace {

using nlohmann::json;
using Fields = std::vector<std::pair<std::string, std::string>>;

const std::string kPattern = "/v1/movies/{id}";

Request asking(const Fields& fields = {}, const std::string& method = "GET") {
    Request request;
    request.method = method;
    for (const auto& [name, value] : fields) request.headers.add(name, value);
    return request;
}

Response document(const std::string& text = R"({"title":"A"})") {
    Response response;
    response.body = text;
    return response.with("ETag", "\"1f\"");
}

Response large() {
    return document(json{{"text", std::string(5000, 'a')}}.dump());
}

Response presented(const Request& request, Response response, const std::string& pattern = kPattern,
                   const HttpServerOptions& options = {}) {
    present(request, pattern, options, response);
    return response;
}

std::string field(const Response& response, std::string_view name) {
    const std::string* value = find_field(response, name);
    return value ? *value : "";
}

TEST(Presentation, LeavesJsonAsItIs) {
    for (const char* accept : {"*/*", "application/json", "text/html"}) {
        const Response response = presented(asking({{"Accept", accept}}), document());
        EXPECT_EQ(response.body, R"({"title":"A"})");
        EXPECT_EQ(response.content_type, "application/json");
        EXPECT_EQ(field(response, "ETag"), "\"1f\"");
        EXPECT_EQ(field(response, "Vary"), "Accept, Accept-Encoding");
    }
}

TEST(Presentation, WritesDocumentsInBinaryForms) {
    const Response cbor = presented(asking({{"Accept", "application/cbor"}}), document());
    EXPECT_EQ(json::from_cbor(cbor.body), json({{"title", "A"}}));
    EXPECT_EQ(cbor.content_type, "application/cbor");
    EXPECT_EQ(field(cbor, "ETag"), "\"1f-cbor\"");
    const Response msgpack = presented(asking({{"Accept", "application/x-msgpack"}}), document());
    EXPECT_EQ(json::from_msgpack(msgpack.body), json({{"title", "A"}}));
    EXPECT_EQ(msgpack.content_type, "application/x-msgpack");
    EXPECT_EQ(field(msgpack, "ETag"), "\"1f-msgpack\"");
}

TEST(Presentation, WritesProblemsInBinaryFormsWhateverTheRoute) {
    const Refused refused{Refusal::gone, "it was here", {}};
    for (const char* pattern : {"/v1/movies/{id}", "/healthz", "unmatched"}) {
        const Response cbor = presented(asking({{"Accept", "application/cbor"}}),
                                        problem_response(refused, "r1"), pattern);
        EXPECT_EQ(cbor.status, 410);
        EXPECT_EQ(cbor.content_type, "application/cbor");
        EXPECT_EQ(json::from_cbor(cbor.body)["code"], "gone");
        for (const char* accept : {"application/json", "text/html", "application/problem+json"}) {
            const Response text =
                presented(asking({{"Accept", accept}}), problem_response(refused, "r1"), pattern);
            EXPECT_EQ(text.content_type, "application/problem+json") << accept;
            EXPECT_EQ(json::parse(text.body)["code"], "gone");
            EXPECT_EQ(field(text, "Vary"), "Accept, Accept-Encoding");
        }
    }
}

TEST(Presentation, LeavesWhatIsBesideTheApiInItsForm) {
    const Request request = asking({{"Accept", "application/cbor"}});
    const Response health = presented(request, document(), "/healthz");
    EXPECT_EQ(health.content_type, "application/json");
    EXPECT_EQ(field(health, "Vary"), "Accept-Encoding");
    Response text = document("no JSON");
    text.content_type = "text/plain";
    EXPECT_EQ(presented(request, text).body, "no JSON");
}

TEST(Presentation, LeavesAloneWhatOnlySaysThatItIsJson) {
    const Response response =
        presented(asking({{"Accept", "application/cbor"}}), document("no JSON"));
    EXPECT_EQ(response.body, "no JSON");
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(field(response, "ETag"), "\"1f\"");
}

TEST(Presentation, PacksWhatIsLarge) {
    const Response response = presented(asking({{"Accept-Encoding", "gzip"}}), large());
    EXPECT_EQ(field(response, "Content-Encoding"), "gzip");
    EXPECT_LT(response.body.size(), 200U);
    EXPECT_EQ(std::get<std::string>(gunzipped(response.body, 1 << 20)), large().body);
    EXPECT_EQ(field(response, "ETag"), "\"1f-gzip\"");
    EXPECT_EQ(field(response, "Vary"), "Accept, Accept-Encoding");
}

TEST(Presentation, PacksBinaryForms) {
    const Response response =
        presented(asking({{"Accept", "application/cbor"}, {"Accept-Encoding", "gzip"}}), large());
    EXPECT_EQ(response.content_type, "application/cbor");
    EXPECT_EQ(field(response, "ETag"), "\"1f-cbor-gzip\"");
    EXPECT_EQ(json::from_cbor(std::get<std::string>(gunzipped(response.body, 1 << 20))),
              json::parse(large().body));
}

TEST(Presentation, PacksOnlyWhereItIsOfUse) {
    const Request gzip = asking({{"Accept-Encoding", "gzip"}});
    EXPECT_EQ(field(presented(asking(), large()), "Content-Encoding"), "");
    EXPECT_EQ(field(presented(asking({{"Accept-Encoding", "gzip;q=0, br"}}), large()),
                    "Content-Encoding"),
              "");
    EXPECT_EQ(field(presented(gzip, document(std::string(1023, ' '))), "Content-Encoding"), "");
    EXPECT_EQ(field(presented(gzip, document(std::string(1024, ' '))), "Content-Encoding"), "gzip");
    Response image = large();
    image.content_type = "image/png";
    EXPECT_EQ(field(presented(gzip, image), "Content-Encoding"), "");
    Response metrics = large();
    metrics.content_type = "text/plain; version=0.0.4; charset=utf-8";
    EXPECT_EQ(field(presented(gzip, metrics), "Content-Encoding"), "gzip");
    HttpServerOptions off;
    off.compression = false;
    const Response plain = presented(gzip, large(), kPattern, off);
    EXPECT_EQ(field(plain, "Content-Encoding"), "");
    EXPECT_EQ(field(plain, "Vary"), "Accept");
}

TEST(Presentation, PacksEvenWhatIsSmallForWhomNothingElseWillDo) {
    const Response response =
        presented(asking({{"Accept-Encoding", "gzip, identity;q=0"}}), document());
    EXPECT_EQ(field(response, "Content-Encoding"), "gzip");
    EXPECT_EQ(std::get<std::string>(gunzipped(response.body, 100)), R"({"title":"A"})");
    EXPECT_EQ(field(presented(asking({{"Accept-Encoding", "identity;q=0"}}), document()),
                    "Content-Encoding"),
              "")
        << "there is nothing that it takes";
}

TEST(Presentation, DoesNotPackTwice) {
    const Response response =
        presented(asking({{"Accept-Encoding", "gzip"}}), large().with("Content-Encoding", "br"));
    EXPECT_EQ(response.body, large().body);
}

TEST(Presentation, LeavesTheTagOfWhatTheClientHas) {
    Response unchanged;
    unchanged.status = 304;
    unchanged.with("ETag", "\"1f-gzip\"");
    const Response response =
        presented(asking({{"Accept", "application/cbor"}, {"Accept-Encoding", "gzip"}}), unchanged);
    EXPECT_EQ(field(response, "ETag"), "\"1f-gzip\"");
    EXPECT_EQ(field(response, "Vary"), "Accept, Accept-Encoding");
    EXPECT_EQ(field(response, "Content-Encoding"), "");
}

TEST(Presentation, TellsCachesWhatTheyMayDo) {
    const auto control = [](const Request& request, int status) {
        Response response = document();
        response.status = status;
        return field(presented(request, response), "Cache-Control");
    };
    EXPECT_EQ(control(asking(), 200), "no-cache");
    EXPECT_EQ(control(asking({}, "HEAD"), 200), "no-cache");
    EXPECT_EQ(control(asking(), 304), "no-cache");
    EXPECT_EQ(control(asking(), 404), "no-store");
    EXPECT_EQ(control(asking({}, "PUT"), 200), "no-store");
    EXPECT_EQ(control(asking({{"Authorization", "Bearer x"}}), 200), "no-store");
    const Response own = presented(asking({{"Authorization", "Bearer x"}}),
                                   document().with("cache-control", "max-age=60"));
    EXPECT_EQ(field(own, "Cache-Control"), "max-age=60");
}

std::string bytes_of(const Response& response) {
    return response_head(response, {"r1", false, false, false}) + response.body;
}

TEST(SecurityFields, AreOnEveryAnswer) {
    const std::string bytes = bytes_of(document());
    for (const char* line :
         {"X-Content-Type-Options: nosniff\r\n", "Referrer-Policy: no-referrer\r\n",
          "Cross-Origin-Resource-Policy: same-origin\r\n",
          "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"}) {
        EXPECT_NE(bytes.find(line), std::string::npos) << line;
    }
}

TEST(SecurityFields, LeaveAPageItsOwnPolicy) {
    const std::string bytes =
        bytes_of(document().with("Content-Security-Policy", "default-src 'self'"));
    EXPECT_EQ(bytes.find("default-src 'none'"), std::string::npos);
    EXPECT_NE(bytes.find("Content-Security-Policy: default-src 'self'\r\n"), std::string::npos);
    Response unchanged;
    unchanged.status = 304;
    EXPECT_EQ(bytes_of(unchanged).find("Content-Security-Policy"), std::string::npos);
}

TEST(SecurityFields, LetThoseEmbedWhoMayRead) {
    const std::string bytes = bytes_of(document().with("Access-Control-Allow-Origin", "*"));
    EXPECT_NE(bytes.find("Cross-Origin-Resource-Policy: cross-origin\r\n"), std::string::npos);
}

}  // namespace
}  // namespace marquee::http
