#include "interfaces/http/cors.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "interfaces/http/response_fields.h"

namespace marquee::http {
namespace {

using testing::HasSubstr;
using Origins = std::vector<std::string>;

const Origins kTwo = {"https://app.example", "http://localhost:5173"};

Request from(const std::string& origin, const std::string& method = "GET") {
    Request request;
    request.method = method;
    if (!origin.empty()) request.headers.add("Origin", origin);
    return request;
}

Response answered(const Origins& origins, const Request& request) {
    Response response;
    response.with("Allow", "GET, PUT");
    add_cors(origins, request, response);
    return response;
}

std::string field(const Response& response, std::string_view name) {
    const std::string* value = find_field(response, name);
    return value ? *value : "";
}

TEST(Cors, KnowsOrigins) {
    for (const char* good :
         {"https://app.example", "http://localhost", "http://localhost:5173",
          "https://a.b-c.d:8443", "http://127.0.0.1:3000", "http://[::1]", "http://[::1]:3000",
          "https://xn--bcher-kva.example", "capacitor://localhost",
          "chrome-extension://abcdefghijklmnop", "http://a:443", "https://a:80"}) {
        EXPECT_EQ(origin_problem(good), std::nullopt) << good;
    }
}

TEST(Cors, SaysWhatIsWrongWithAnOrigin) {
    const std::vector<std::pair<const char*, const char*>> cases = {
        {"", "no scheme"},
        {"app.example", "no scheme"},
        {"//app.example", "no scheme"},
        {"://app.example", "no scheme"},
        {"1http://a", "no scheme"},
        {"null", "sandboxed pages"},
        {"https://*.example", "* in it"},
        {"*", "* in it"},
        {"https://App.example", "capital letters"},
        {"https://app.example/", "goes on after host and port"},
        {"https://app.example/path", "goes on after host and port"},
        {"https://app.example?x", "goes on after host and port"},
        {"https://me@app.example", "a user"},
        {"https://app.example:443", "goes without saying"},
        {"http://app.example:80", "goes without saying"},
        {"https://app.example:", "a port that is none"},
        {"https://app.example:0", "a port that is none"},
        {"https://app.example:08443", "a port that is none"},
        {"https://app.example:65536", "a port that is none"},
        {"https://app.example:x", "a port that is none"},
        {"https://app.example:80:81", "a port that is none"},
        {"https://", "no host"},
        {"https://:8080", "no host"},
        {"https://b\u00FCcher.example", "no host"},
        {"https://a b", "no host"},
        {"https://[::1", "no host"},
        {"https://[]", "no host"},
        {"https://[::1]x", "no host"},
    };
    for (const auto& [origin, problem] : cases) {
        EXPECT_THAT(origin_problem(origin).value_or("nothing"), HasSubstr(problem)) << origin;
    }
}

TEST(Cors, SaysNothingWithoutASetting) {
    EXPECT_EQ(answered({}, from("https://app.example")).headers.size(), 1U);
}

TEST(Cors, LetsPagesOfTheOriginsRead) {
    for (const std::string& origin : kTwo) {
        const Response response = answered(kTwo, from(origin));
        EXPECT_EQ(field(response, "Access-Control-Allow-Origin"), origin);
        EXPECT_EQ(field(response, "Access-Control-Expose-Headers"),
                  "ETag, Location, X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, Link, "
                  "Idempotency-Replayed");
        EXPECT_EQ(field(response, "Vary"), "Origin");
        EXPECT_EQ(field(response, "Access-Control-Allow-Credentials"), "");
    }
}

TEST(Cors, TellsOthersNothingButThatItVaries) {
    for (const char* other :
         {"https://evil.example", "https://app.example.evil", "null", "https://app.example:8443",
          "http://app.example", "HTTPS://APP.EXAMPLE", "*", ""}) {
        const Response response = answered(kTwo, from(other));
        EXPECT_EQ(field(response, "Access-Control-Allow-Origin"), "") << other;
        EXPECT_EQ(field(response, "Access-Control-Expose-Headers"), "") << other;
        EXPECT_EQ(field(response, "Vary"), "Origin") << other;
    }
    Request twice = from("https://app.example");
    twice.headers.add("Origin", "https://evil.example");
    EXPECT_EQ(field(answered(kTwo, twice), "Access-Control-Allow-Origin"), "");
}

TEST(Cors, LetsAllReadWhenTheSettingSaysSo) {
    const Response response = answered({"*"}, from("https://any.example"));
    EXPECT_EQ(field(response, "Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(field(response, "Vary"), "");
    EXPECT_EQ(field(answered({"*"}, from("")), "Access-Control-Allow-Origin"), "");
}

TEST(Cors, AnswersAPreflight) {
    Request preflight = from("https://app.example", "OPTIONS");
    preflight.headers.add("Access-Control-Request-Method", "PUT");
    preflight.headers.add("Access-Control-Request-Headers", "authorization,content-type");
    const Response response = answered(kTwo, preflight);
    EXPECT_EQ(field(response, "Access-Control-Allow-Origin"), "https://app.example");
    EXPECT_EQ(field(response, "Access-Control-Allow-Methods"), "GET, PUT");
    EXPECT_EQ(field(response, "Access-Control-Max-Age"), "7200");
    for (const char* name : {"Authorization", "Content-Type", "If-Match", "Idempotency-Key"}) {
        EXPECT_THAT(field(response, "Access-Control-Allow-Headers"), HasSubstr(name));
    }
    EXPECT_EQ(field(answered(kTwo, from("https://app.example", "OPTIONS")),
                    "Access-Control-Allow-Methods"),
              "");
}

}  // namespace
}  // namespace marquee::http
