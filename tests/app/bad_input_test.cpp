#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/http_client.h"
#include "tests/support/running_server.h"
#include "tests/support/test_database.h"

namespace marquee::app {
namespace {

using nlohmann::json;
using test::HttpClient;
using test::HttpReply;
using testing::HasSubstr;

/// Both engines, because some of the limits are the columns' too.
class BadInput : public testing::TestWithParam<test::DatabaseKind> {
protected:
    /// A movie with one field set, which the server refuses, and blames `blamed` for.
    void expect_refused(const std::string& field, const json& value, const std::string& blamed) {
        json movie = {{"title", "A"}};
        movie[field] = value;
        const auto reply = client.put("/v1/movies/a", movie.dump());
        EXPECT_EQ(reply.status, 400) << field;
        EXPECT_EQ(problem(reply)["errors"][0]["field"], blamed) << reply.body;
    }

    void expect_taken(const std::string& field, const json& value) {
        json movie = {{"title", "A"}};
        movie[field] = value;
        const auto reply = client.put("/v1/movies/limits", movie.dump());
        EXPECT_TRUE(reply.status == 200 || reply.status == 201) << field << reply.body;
        EXPECT_EQ(json::parse(client.get("/v1/movies/limits").body)[field], value);
    }

    /// What every refusal has.
    static json problem(const HttpReply& reply) {
        EXPECT_EQ(reply.header("Content-Type"), "application/problem+json");
        EXPECT_TRUE(reply.header("X-Request-Id"));
        auto body = json::parse(reply.body, nullptr, false);
        EXPECT_TRUE(body.is_object()) << reply.body;
        EXPECT_EQ(body.value("status", 0), reply.status);
        EXPECT_NE(body.value("detail", ""), "");
        return body;
    }

    int answer_to(const std::string& bytes) const {
        return test::status_of(test::exchange_bytes(running.port(), bytes));
    }

    const std::unique_ptr<test::TestDatabase> database = GetParam().make();
    test::RunningServer running{database->url()};
    HttpClient client{running.port()};
};

INSTANTIATE_TEST_SUITE_P(Engines, BadInput, testing::ValuesIn(test::all_databases()),
                         testing::PrintToStringParamName());

int current_year() {
    const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    return static_cast<int>(std::chrono::year_month_day(today).year());
}

/// `count` different names.
json names(int count, std::size_t length = 1) {
    auto result = json::array();
    for (int i = 0; i < count; ++i) {
        const std::string number = std::to_string(i);
        result.push_back(number + std::string(length - std::min(length, number.size()), 'n'));
    }
    return result;
}

json cast(int count) {
    auto result = json::array();
    for (int i = 0; i < count; ++i) result.push_back({{"name", "N"}, {"role", nullptr}});
    return result;
}

json external_ids(int count) {
    auto result = json::object();
    for (int i = 0; i < count; ++i) result["p" + std::to_string(i)] = std::string(64, 'x');
    return result;
}

std::string letters(int count) {
    // Each takes four bytes, and counts as one.
    std::string result;
    for (int i = 0; i < count; ++i) result += "🎬";
    return result;
}

TEST_P(BadInput, RefusesWhatIsOneBeyondALimit) {
    expect_refused("title", letters(501), "title");
    expect_refused("original_title", letters(501), "original_title");
    expect_refused("description", letters(20'001), "description");
    expect_refused("alternative_titles", names(51), "alternative_titles");
    expect_refused("genres", names(51), "genres");
    expect_refused("genres", names(1, 201), "genres[0]");
    expect_refused("directors", names(101), "directors");
    expect_refused("directors", names(1, 201), "directors[0]");
    expect_refused("cast", cast(501), "cast");
    expect_refused("cast", {{{"name", letters(201)}}}, "cast[0].name");
    expect_refused("external_ids", external_ids(11), "external_ids");
    expect_refused("external_ids", {{"imdb", std::string(65, 'x')}}, "external_ids.imdb");
    for (const int year : {1700, 1869, current_year() + 12, 3000}) {
        expect_refused("release_year", year, "release_year");
    }
    for (const int minutes : {-1, 0, 100'001}) {
        expect_refused("runtime_minutes", minutes, "runtime_minutes");
    }
    EXPECT_EQ(client.get("/v1/movies/a").status, 404);
    EXPECT_EQ(client.get("/v1/movies/" + std::string(65, 'a')).status, 400);
    EXPECT_EQ(client.post("/v1/movies:batch-get", json{{"ids", names(101)}}.dump()).status, 400);
}

TEST_P(BadInput, TakesAndKeepsWhatIsAtALimit) {
    expect_taken("title", letters(500));
    expect_taken("original_title", letters(500));
    expect_taken("description", letters(20'000));
    expect_taken("genres", names(50, 200));
    expect_taken("directors", names(100, 200));
    expect_taken("cast", cast(500));
    expect_taken("external_ids", external_ids(10));
    expect_taken("release_year", 1870);
    expect_taken("release_year", current_year() + 11);
    expect_taken("runtime_minutes", 100'000);
    EXPECT_EQ(client.put("/v1/movies/" + std::string(64, 'a'), R"({"title": "A"})").status, 201);
    EXPECT_EQ(client.post("/v1/movies:batch-get", json{{"ids", names(100)}}.dump()).status, 200);
}

TEST_P(BadInput, RefusesBodiesThatAreNoMovie) {
    using std::string_literals::operator""s;
    for (const std::string& body : {""s,
                                    "{"s,
                                    "[]"s,
                                    "null"s,
                                    "\"title\""s,
                                    "{\"title\": \"A\"} x"s,
                                    "{\"title\": \"A\",}"s,
                                    "{'title': 'A'}"s,
                                    "{\"title\": \"A\", \"title\": \"B\"}"s,
                                    "{}"s,
                                    R"({"title": null})"s,
                                    R"({"title": ""})"s,
                                    R"({"title": 7})"s,
                                    R"({"title": ["A"]})"s,
                                    R"({"title": "A", "genres": "Drama"})"s,
                                    R"({"title": "A", "genres": [7]})"s,
                                    R"({"title": "A", "cast": ["B"]})"s,
                                    R"({"title": "A", "release_year": "1994"})"s,
                                    R"({"title": "A", "release_year": 1994.5})"s,
                                    R"({"title": "A", "release_year": 99999999999999999999})"s,
                                    R"({"title": "A", "external_ids": []})"s,
                                    R"({"title": "A", "titel": "A"})"s,
                                    R"({"title": "A", "rating": null})"s,
                                    R"({"title": "A\u0000B"})"s,
                                    R"({"title": "A\u0007B"})"s,
                                    R"({"title": "A\nB"})"s,
                                    R"({"title": "\ud800"})"s,
                                    "{\"title\": \"A\0B\"}"s,
                                    "{\"title\": \"A\xff\"}"s,
                                    "{\"title\": \"\xc0\xaf\"}"s,
                                    "{\"title\": \"A\", \"id\": \"other\"}"s,
                                    "\xef\xbb\xbf{\"title\": \"A\"}\xff"s}) {
        const auto reply = client.put("/v1/movies/a", body);
        EXPECT_EQ(reply.status, 400) << body;
        problem(reply);
    }
    EXPECT_EQ(client.get("/v1/movies/a").status, 404);
}

TEST_P(BadInput, RefusesDeepNestingWithoutFalling) {
    for (const std::string open : {"[", "{\"a\":"}) {
        std::string deep;
        while (deep.size() < 900'000) deep += open;
        EXPECT_EQ(client.put("/v1/movies/a", deep).status, 400);
        EXPECT_EQ(client.put("/v1/movies/a", R"({"title": )" + deep).status, 400);
    }
    EXPECT_EQ(client.get("/healthz").status, 200);
}

TEST_P(BadInput, RefusesScoresThatAreNone) {
    const std::string target = "/v1/ratings/movie/a/users/u";
    for (const std::string score : {"0", "11", "-1", "7.5", "\"8\"", "null", "true", "[8]", "1e300",
                                    "18446744073709551624"}) {
        const auto reply = client.put(target, "{\"score\": " + score + "}");
        EXPECT_EQ(reply.status, 400) << score;
        EXPECT_EQ(problem(reply)["errors"][0]["field"], "score") << reply.body;
    }
    EXPECT_EQ(client.put(target, R"({"score": 8, "rating": 8})").status, 400);
    EXPECT_EQ(client.get(target).status, 404);
    EXPECT_EQ(client.put(target, R"({"score": 10})").status, 200);
}

TEST_P(BadInput, RefusesIdsWithOtherCharacters) {
    for (const std::string id : {"a%20b", "a%2Fb", "%00", "%ff", "caf%C3%A9", "a%0Ab", "a*",
                                 "..%2f", "imdb:", ":x", "imdb:a:b", "imdb:%00"}) {
        EXPECT_EQ(client.put("/v1/movies/" + id, R"({"title": "A"})").status, 400) << id;
        EXPECT_EQ(client.get("/v1/metadata/" + id).status, 400) << id;
    }
    for (const std::string target :
         {"/v1/ratings/mov%20ie/a/users/u", "/v1/ratings/movie/a%00/users/u",
          "/v1/ratings/movie/a/users/%F0%9F%8E%AC"}) {
        EXPECT_EQ(client.put(target, R"({"score": 8})").status, 400) << target;
    }
    EXPECT_EQ(client.post("/v1/movies", R"({"id": "a b", "title": "A"})").status, 400);
}

TEST_P(BadInput, RefusesParametersThatItDoesNotKnow) {
    EXPECT_EQ(client.get("/v1/movies/a?fields=title").status, 400);
    for (const std::string query : {"page_sise=2", "page_size=0", "page_size=-1", "page_size=x",
                                    "page_size=2&page_size=2", "page_token=x", "page_token="}) {
        EXPECT_EQ(client.get("/v1/users/u/ratings?" + query).status, 400) << query;
    }
}

TEST_P(BadInput, RefusesMediaTypesMethodsAndTagsThatItDoesNotTake) {
    const std::string body = R"({"title": "A"})";
    EXPECT_EQ(client.put("/v1/movies/a", body, {{"Content-Type", "text/plain"}}).status, 415);
    EXPECT_EQ(client.patch("/v1/movies/a", body, {{"Content-Type", "text/plain"}}).status, 415);
    const auto refused = client.request("BREW", "/v1/movies/a", std::nullopt, {});
    EXPECT_EQ(refused.status, 405);
    EXPECT_THAT(refused.header("Allow").value_or(""), HasSubstr("PATCH"));
    EXPECT_EQ(client.post("/v1/movies/a", body).status, 405);
    EXPECT_EQ(client.put("/v1/movies/a", body, {{"If-Match", "no-quotes"}}).status, 400);
    EXPECT_EQ(client.put("/v1/movies/a", body, {{"If-Match", "\"1\""}}).status, 412);
    EXPECT_EQ(client.put("/v1/movies/a", body, {{"If-None-Match", "\"1\""}}).status, 400);
}

TEST_P(BadInput, RefusesRequestsThatAreTooLargeOrCutShort) {
    const std::string head =
        "PUT /v1/movies/a HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    const std::string movie = R"({"title": "A"})";
    std::string padded = movie;
    padded.insert(1, (1 << 20) - movie.size(), ' ');
    EXPECT_EQ(client.put("/v1/movies/padded", padded).status, 201);
    EXPECT_EQ(client.put("/v1/movies/a", padded + " ").status, 413);
    EXPECT_EQ(answer_to(head + "Content-Length: 9999999\r\n\r\n" + movie), 413);
    EXPECT_EQ(answer_to(head + "Content-Length: 99\r\n\r\n" + movie), 400);
    EXPECT_EQ(answer_to(head + "Content-Length: -1\r\n\r\n" + movie), 400);
    EXPECT_EQ(answer_to(head + "X-Long: " + std::string(100 * 1024, 'x') + "\r\n\r\n"), 431);
    EXPECT_EQ(answer_to("GET /" + std::string(100 * 1024, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n"),
              414);
    EXPECT_EQ(client.get("/v1/movies/a").status, 404);
    EXPECT_EQ(client.get("/healthz").status, 200);
}

TEST_P(BadInput, RefusesPathsThatClimb) {
    for (const std::string target :
         {"/v1/movies/../metadata/a", "/../etc/passwd", "/v1/movies/%2e%2e/metadata/a",
          "/v1/movies/..", "/v1/movies/.", "/%2e%2e%2fetc/passwd"}) {
        const int status = client.get(target).status;
        EXPECT_TRUE(status == 400 || status == 404) << target << " " << status;
    }
}

}  // namespace
}  // namespace marquee::app
