#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <random>

#include "interfaces/http/gzip.h"
#include "tests/support/binary_json.h"
#include "tests/support/http_client.h"
#include "tests/support/running_server.h"

namespace marquee::app {
namespace {

using nlohmann::json;
using test::cbor;
using test::HttpClient;
using test::HttpConnection;
using test::HttpFields;
using test::HttpReply;
using test::msgpack;
using test::RunningServer;
using testing::AllOf;
using testing::Ge;
using testing::HasSubstr;
using testing::Lt;

const HttpFields kCbor = {{"Accept", "application/cbor"}};
const HttpFields kMsgpack = {{"Accept", "application/msgpack"}};
const HttpFields kGzip = {{"Accept-Encoding", "gzip"}};

std::string unpacked(const HttpReply& reply) {
    EXPECT_EQ(reply.header("Content-Encoding"), "gzip");
    return std::get<std::string>(http::gunzipped(reply.body, 1 << 20));
}

HttpFields with(HttpFields fields, const std::string& name, const std::string& value) {
    fields.emplace_back(name, value);
    return fields;
}

class Wire : public testing::Test {
protected:
    static void configure(Settings& settings) {
        settings.http_cors_origins = {"https://app.example"};
    }

    std::string tag(const HttpFields& fields = {}) const {
        return client.get("/v1/movies/a", fields).header("ETag").value();
    }

    const json movie{
        {"title", "Amélie"}, {"genres", {"Comedy"}}, {"description", std::string(3000, 'x')}};
    RunningServer running{configure};
    HttpClient client{running.port()};
};

TEST_F(Wire, WritesAndReadsMoviesInEveryForm) {
    EXPECT_EQ(
        client.put("/v1/movies/a", cbor(movie), {{"Content-Type", "application/cbor"}}).status,
        201);
    const std::string text = client.get("/v1/movies/a").body;
    const json stored = json::parse(text);
    EXPECT_EQ(stored["title"], "Amélie");

    const auto as_cbor = client.get("/v1/movies/a", kCbor);
    EXPECT_EQ(as_cbor.header("Content-Type"), "application/cbor");
    EXPECT_EQ(nlohmann::ordered_json::from_cbor(as_cbor.body).dump(), text);
    const auto as_msgpack = client.get("/v1/movies/a", kMsgpack);
    EXPECT_EQ(as_msgpack.header("Content-Type"), "application/msgpack");
    EXPECT_EQ(nlohmann::ordered_json::from_msgpack(as_msgpack.body).dump(), text);
    const auto packed = client.get("/v1/movies/a", kGzip);
    EXPECT_EQ(unpacked(packed), text);
    EXPECT_LT(packed.body.size(), text.size() / 4);

    const auto rated = client.put("/v1/ratings/movie/a/users/u", msgpack({{"score", 8}}),
                                  with(kMsgpack, "Content-Type", "application/vnd.msgpack"));
    EXPECT_EQ(json::from_msgpack(rated.body)["score"], 8);
    const auto patched = client.patch(
        "/v1/movies/a", http::gzipped(R"({"title": "B"})"),
        {{"Content-Type", "application/merge-patch+json"}, {"Content-Encoding", "gzip"}});
    EXPECT_EQ(json::parse(patched.body)["title"], "B");
    EXPECT_EQ(json::from_cbor(client.get("/v1/ratings/movie/a", kCbor).body)["average"], 8.0);
    EXPECT_EQ(json::from_cbor(client.get("/v1/metadata/events", kCbor).body)["events"].size(), 2U);
    EXPECT_EQ(client.get("/healthz", kCbor).header("Content-Type"), "application/json");
    EXPECT_EQ(client.get("/metrics", kCbor).status, 200);
}

TEST_F(Wire, TagsEachRepresentationAndKnowsThemAll) {
    client.put("/v1/movies/a", movie.dump());
    const std::vector<HttpFields> ways = {
        {}, kCbor, kMsgpack, kGzip, with(kCbor, "Accept-Encoding", "gzip")};
    for (const auto& way : ways) {
        const auto unchanged = client.get("/v1/movies/a", with(way, "If-None-Match", tag(way)));
        EXPECT_EQ(unchanged.status, 304);
        EXPECT_EQ(unchanged.header("ETag"), tag(way));
        EXPECT_THAT(unchanged.header("Vary").value_or(""), HasSubstr("Accept, Accept-Encoding"));
        for (const auto& other : ways) {
            if (&way != &other) {
                EXPECT_NE(tag(way), tag(other));
            }
        }
    }
    EXPECT_EQ(client.get("/v1/movies/a", with(kCbor, "If-None-Match", tag())).status, 200);
    for (const auto& way : ways) {
        EXPECT_EQ(client.put("/v1/movies/a", movie.dump(), {{"If-Match", tag(way)}}).status, 200);
    }
    const std::string old = tag(kCbor);
    client.put("/v1/movies/a", R"({"title": "B"})");
    EXPECT_EQ(client.put("/v1/movies/a", movie.dump(), {{"If-Match", old}}).status, 412);
    EXPECT_EQ(client.get("/v1/movies/a", with(kCbor, "If-None-Match", old)).status, 200);
}

TEST_F(Wire, DoesNothingForAnAnswerThatNobodyTakes) {
    const auto refused = client.put("/v1/movies/a", movie.dump(), {{"Accept", "text/html"}});
    EXPECT_EQ(refused.status, 406);
    EXPECT_EQ(refused.header("Content-Type"), "application/problem+json");
    EXPECT_EQ(client.get("/v1/movies/a").status, 404);
}

TEST_F(Wire, WritesProblemsInTheFormAskedFor) {
    EXPECT_EQ(json::from_cbor(client.get("/v1/movies/a", kCbor).body)["code"], "not_found");
    EXPECT_EQ(json::from_msgpack(client.get("/nope", kMsgpack).body)["code"], "not_found");
    HttpConnection connection(running.port());
    connection.send("GET /v1/movies/a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
    EXPECT_EQ(json::parse(connection.read_reply().body)["code"], "malformed_request");
}

TEST_F(Wire, AnswersHeadAsGet) {
    client.put("/v1/movies/a", movie.dump());
    for (const auto& way : {HttpFields{}, kCbor, kGzip}) {
        for (const char* target :
             {"/v1/movies/a", "/v1/ratings/movie/a", "/v1/metadata/events", "/healthz", "/nope"}) {
            const auto get = client.get(target, way);
            const auto head = client.request("HEAD", target, std::nullopt, way);
            EXPECT_EQ(head.status, get.status) << target;
            EXPECT_EQ(head.body, "");
            for (const char* name : {"Content-Length", "Content-Type", "ETag", "Vary",
                                     "Content-Encoding", "Cache-Control"}) {
                EXPECT_EQ(head.header(name), get.header(name)) << target << " " << name;
            }
        }
    }
}

TEST_F(Wire, TellsWhatEachResourceHas) {
    const auto allow = [&](const char* target) {
        const auto reply = client.request("OPTIONS", target, std::nullopt, {});
        EXPECT_EQ(reply.status, 204) << target;
        EXPECT_EQ(reply.header("Content-Length"), std::nullopt);
        return reply.header("Allow").value_or("");
    };
    EXPECT_EQ(allow("/v1/movies/a"), "DELETE, GET, HEAD, OPTIONS, PATCH, PUT");
    EXPECT_EQ(allow("/v1/movies"), "GET, HEAD, OPTIONS, POST");
    EXPECT_EQ(allow("/v1/ratings:batch"), "OPTIONS, POST");
    EXPECT_EQ(allow("/healthz"), "GET, HEAD, OPTIONS");
    EXPECT_EQ(allow("*"), "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
}

TEST_F(Wire, LetsPagesOfTheOriginsIn) {
    const HttpFields from = {{"Origin", "https://app.example"}};
    const auto preflight =
        client.request("OPTIONS", "/v1/movies/a", std::nullopt,
                       with(with(from, "Access-Control-Request-Method", "PUT"),
                            "Access-Control-Request-Headers", "content-type,if-match"));
    EXPECT_EQ(preflight.status, 204);
    EXPECT_EQ(preflight.header("Access-Control-Allow-Origin"), "https://app.example");
    EXPECT_THAT(preflight.header("Access-Control-Allow-Methods").value_or(""), HasSubstr("PUT"));
    for (const char* target : {"/v1/movies", "/nope", "/v1/movies?x=1"}) {
        const auto reply = client.get(target, from);
        EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), "https://app.example") << target;
        EXPECT_THAT(reply.header("Vary").value_or(""), HasSubstr("Origin")) << target;
        EXPECT_EQ(reply.header("Cross-Origin-Resource-Policy"), "cross-origin") << target;
    }
    HttpConnection connection(running.port());
    connection.send(
        "POST /v1/movies HTTP/1.1\r\nHost: a\r\nOrigin: https://app.example\r\n"
        "Content-Length: 99999999\r\n\r\n");
    const auto too_large = connection.read_reply();
    EXPECT_EQ(too_large.status, 413);
    EXPECT_EQ(too_large.header("Access-Control-Allow-Origin"), "https://app.example");
    const auto other = client.get("/v1/ratings/movie/a", {{"Origin", "https://evil.example"}});
    EXPECT_EQ(other.status, 200);
    EXPECT_EQ(other.header("Access-Control-Allow-Origin"), std::nullopt);
    EXPECT_EQ(other.header("Cross-Origin-Resource-Policy"), "same-origin");
}

TEST_F(Wire, TellsBrowsersAndCachesWhatTheyMayDo) {
    for (const char* target : {"/v1/movies", "/nope", "/healthz", "/%"}) {
        const auto reply = client.get(target);
        EXPECT_EQ(reply.header("X-Content-Type-Options"), "nosniff") << target;
        EXPECT_EQ(reply.header("Referrer-Policy"), "no-referrer") << target;
        EXPECT_EQ(reply.header("Content-Security-Policy"),
                  "default-src 'none'; frame-ancestors 'none'")
            << target;
        EXPECT_TRUE(reply.header("Cache-Control")) << target;
    }
    EXPECT_EQ(client.get("/v1/ratings/movie/a").header("Cache-Control"), "no-cache");
    EXPECT_EQ(
        client.get("/v1/ratings/movie/a", {{"Authorization", "Bearer x"}}).header("Cache-Control"),
        "no-store");
}

TEST_F(Wire, RefusesEveryTruncationAndSurvivesAnyBytes) {
    std::mt19937 random(20240607);
    std::uniform_int_distribution<int> byte(0, 255);
    const auto status = [&](const std::string& type, const std::string& body) {
        return client.put("/v1/movies/fuzz", body, {{"Content-Type", type}}).status;
    };
    const json small{{"title", "Amélie"}, {"cast", {{{"name", "A"}, {"role", nullptr}}}}};
    for (const auto& [type, whole] :
         {std::pair<std::string, std::string>{"application/cbor", cbor(small)},
          {"application/msgpack", msgpack(small)}}) {
        for (std::size_t length = 0; length < whole.size(); ++length) {
            EXPECT_EQ(status(type, whole.substr(0, length)), 400) << type << " " << length;
        }
        for (int round = 0; round < 200; ++round) {
            std::string body(1 + static_cast<std::size_t>(byte(random)), '\0');
            for (char& c : body) c = static_cast<char>(byte(random));
            EXPECT_THAT(status(type, body), AllOf(Ge(400), Lt(500)));
        }
        EXPECT_EQ(status(type, whole), 201);
        EXPECT_EQ(client.remove("/v1/movies/fuzz").status, 204);
    }
    EXPECT_EQ(client.get("/healthz").status, 200);
}

}  // namespace
}  // namespace marquee::app
