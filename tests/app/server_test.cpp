#include "app/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/support/http_client.h"
#include "tests/support/kept_client.h"
#include "tests/support/running_server.h"
#include "tests/support/tcp_gate.h"
#include "tests/support/test_database.h"
#include "tests/support/test_mysql.h"

namespace marquee::app {
namespace {

using nlohmann::json;
using test::HttpClient;
using test::HttpReply;
using test::RunningServer;
using testing::HasSubstr;
using testing::MatchesRegex;

json document(const HttpReply& reply) {
    return json::parse(reply.body);
}

class ServerOverEngines : public testing::TestWithParam<test::DatabaseKind> {
protected:
    std::string etag(const std::string& target) const {
        return client.get(target).header("ETag").value();
    }

    HttpReply rate(const std::string& movie, const std::string& user, int score) const {
        return client.put("/v1/ratings/movie/" + movie + "/users/" + user,
                          json{{"score", score}}.dump());
    }

    const std::unique_ptr<test::TestDatabase> database = GetParam().make();
    RunningServer running{database->url()};
    HttpClient client{running.port()};
};

INSTANTIATE_TEST_SUITE_P(Engines, ServerOverEngines, testing::ValuesIn(test::all_databases()),
                         testing::PrintToStringParamName());

TEST_P(ServerOverEngines, AddsMoviesWithAndWithoutAnId) {
    const auto made = client.post("/v1/movies", R"({"title": "A"})");
    EXPECT_EQ(made.status, 201);
    const std::string id = document(made)["id"];
    EXPECT_THAT(id, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                 "[0-9a-f]{12}"));
    EXPECT_EQ(made.header("Location"), "/v1/movies/" + id);
    EXPECT_EQ(client.get(*made.header("Location")).body, made.body);
    EXPECT_GT(document(client.post("/v1/movies", R"({"title": "B"})"))["id"], id);

    const std::string named = R"({"id": "tt1", "title": "C", "external_ids": {"imdb": "tt1"}})";
    EXPECT_EQ(client.post("/v1/movies", named).status, 201);
    EXPECT_EQ(client.post("/v1/movies", named).status, 409);
    EXPECT_EQ(client.get("/v1/movies/imdb:tt1").status, 200);
    const std::string rival = R"({"title": "D", "external_ids": {"imdb": "tt1"}})";
    EXPECT_EQ(client.put("/v1/movies/tt2", rival).status, 409);
}

TEST_P(ServerOverEngines, PutsAndPatchesMovies) {
    const auto created = client.put("/v1/movies/a", R"({"title": "A", "genres": ["Drama"]})");
    EXPECT_EQ(created.status, 201);
    EXPECT_EQ(created.header("Location"), "/v1/movies/a");
    const auto replaced = client.put("/v1/movies/a", R"({"title": "B", "release_year": 1994})");
    EXPECT_EQ(replaced.status, 200);
    EXPECT_EQ(document(replaced)["genres"], json::array());
    const auto patched = client.patch("/v1/movies/a", R"({"release_year": null, "genres": ["X"]})",
                                      {{"Content-Type", "application/merge-patch+json"}});
    EXPECT_EQ(patched.status, 200);
    const auto movie = document(client.get("/v1/movies/a"));
    EXPECT_EQ(movie["title"], "B");
    EXPECT_TRUE(movie["release_year"].is_null());
    EXPECT_EQ(movie["genres"], json::array({"X"}));
    EXPECT_TRUE(movie["rating"].is_null());
    EXPECT_EQ(client.get("/v1/movies/b").status, 404);
    EXPECT_EQ(client.patch("/v1/movies/b", "{}", {{"Content-Type", "application/merge-patch+json"}})
                  .status,
              404);
}

TEST_P(ServerOverEngines, HoldsWritesAgainstTheirPreconditions) {
    const std::string body = R"({"title": "A"})";
    client.put("/v1/movies/a", body);
    const std::string before_rating = etag("/v1/movies/a");
    EXPECT_EQ(rate("a", "u", 7).status, 200);
    EXPECT_NE(etag("/v1/movies/a"), before_rating);
    // Stale by a rating only: the metadata is what the client saw.
    EXPECT_EQ(client.put("/v1/movies/a", R"({"title": "B"})", {{"If-Match", before_rating}}).status,
              200);
    const auto refused = client.put("/v1/movies/a", body, {{"If-Match", before_rating}});
    EXPECT_EQ(refused.status, 412);
    EXPECT_EQ(document(refused)["code"], "precondition_failed");
    EXPECT_EQ(client.remove("/v1/movies/a", {{"If-Match", before_rating}}).status, 412);
    EXPECT_EQ(client.put("/v1/movies/a", body, {{"If-None-Match", "*"}}).status, 412);
    EXPECT_EQ(client.put("/v1/movies/new", body, {{"If-Match", "*"}}).status, 412);
    EXPECT_EQ(client.put("/v1/movies/new", body, {{"If-None-Match", "*"}}).status, 201);
    EXPECT_EQ(document(client.get("/v1/movies/a"))["title"], "B");

    const auto unchanged = client.get("/v1/movies/a", {{"If-None-Match", etag("/v1/movies/a")}});
    EXPECT_EQ(unchanged.status, 304);
    EXPECT_EQ(unchanged.body, "");
    EXPECT_EQ(client.remove("/v1/movies/a", {{"If-Match", etag("/v1/movies/a")}}).status, 204);
}

TEST_P(ServerOverEngines, GetsManyMoviesInTheOrderAskedFor) {
    client.put("/v1/movies/a", R"({"title": "A"})");
    client.put("/v1/movies/b", R"({"title": "B", "external_ids": {"tmdb": "7"}})");
    rate("b", "u", 10);
    const auto reply =
        client.post("/v1/movies:batch-get", R"({"ids": ["tmdb:7", "missing", "a"]})");
    EXPECT_EQ(reply.status, 200);
    const auto found = document(reply);
    EXPECT_EQ(found["items"][0]["id"], "b");
    EXPECT_EQ(found["items"][0]["rating"]["count"], 1);
    EXPECT_EQ(found["items"][1]["id"], "a");
    EXPECT_EQ(found["missing"], json::array({"missing"}));
}

TEST_P(ServerOverEngines, TakesAndWithdrawsRatings) {
    EXPECT_EQ(document(rate("a", "u1", 10))["summary"]["count"], 1);
    EXPECT_EQ(document(rate("a", "u1", 4))["summary"]["count"], 1);
    const auto rated = document(rate("a", "u2", 9));
    EXPECT_EQ(rated["score"], 9);
    EXPECT_EQ(rated["summary"]["average"], 6.5);
    EXPECT_EQ(rated["summary"]["histogram"], json::parse("[0,0,0,1,0,0,0,0,1,0]"));
    const auto own = client.get("/v1/ratings/movie/a/users/u1");
    EXPECT_EQ(document(own)["score"], 4);
    EXPECT_EQ(
        client.get("/v1/ratings/movie/a/users/u1", {{"If-None-Match", *own.header("ETag")}}).status,
        304);
    EXPECT_EQ(client.remove("/v1/ratings/movie/a/users/u1").status, 204);
    EXPECT_EQ(client.remove("/v1/ratings/movie/a/users/u1").status, 404);
    EXPECT_EQ(client.get("/v1/ratings/movie/a/users/u1").status, 404);
    EXPECT_EQ(document(client.get("/v1/ratings/movie/a"))["average"], 9.0);
    // A record is of any type, and one that nobody rated has an empty summary.
    EXPECT_EQ(document(client.get("/v1/ratings/series/a"))["count"], 0);
}

TEST_P(ServerOverEngines, PagesThroughAUsersRatings) {
    for (const std::string movie : {"a", "b", "c", "d", "e"}) rate(movie, "u", 5);
    std::vector<std::string> seen;
    std::string query = "?page_size=2";
    for (bool more = true; more && seen.size() < 9;) {
        const auto page = document(client.get("/v1/users/u/ratings" + query));
        for (const auto& item : page["items"]) seen.push_back(item["record_id"]);
        more = page.contains("next_page_token");
        if (more) query = "?page_size=2&page_token=" + page["next_page_token"].get<std::string>();
    }
    EXPECT_THAT(seen, testing::UnorderedElementsAre("a", "b", "c", "d", "e"));
}

TEST_P(ServerOverEngines, AppliesBatchesOfRatingsAllOrNone) {
    rate("a", "old", 3);
    const auto change = [](const std::string& user, const json& score) {
        return json{{"op", "put"},      {"record_type", "movie"},
                    {"record_id", "a"}, {"user_id", user},
                    {"score", score},   {"rated_at", "2001-02-03T04:05:06Z"}};
    };
    json removal = change("old", 3);
    removal["op"] = "delete";
    removal.erase("score");
    removal.erase("rated_at");
    const auto bad =
        client.post("/v1/ratings:batch",
                    json{{"changes", {change("u1", 8), removal, change("u2", 11)}}}.dump());
    EXPECT_EQ(bad.status, 400);
    EXPECT_EQ(document(bad)["errors"][0]["field"], "changes[2].score");
    EXPECT_EQ(document(client.get("/v1/ratings/movie/a"))["sum"], json());
    EXPECT_EQ(document(client.get("/v1/ratings/movie/a"))["average"], 3.0);

    const auto good = client.post(
        "/v1/ratings:batch", json{{"changes", {change("u1", 8), removal, change("u1", 8)}}}.dump());
    EXPECT_EQ(good.status, 200) << good.body;
    EXPECT_EQ(document(good)["results"],
              json::parse(R"([{"effect": "created"}, {"effect": "withdrawn"},
                              {"effect": "unchanged"}])"));
    EXPECT_EQ(document(client.get("/v1/ratings/movie/a"))["average"], 8.0);
    EXPECT_THAT(client.get("/v1/ratings/movie/a/users/u1").body, HasSubstr("2001-02-03T04:05:06"));
}

TEST_P(ServerOverEngines, RemovesAMovieWithItsRatings) {
    client.put("/v1/movies/a", R"({"title": "A", "external_ids": {"imdb": "tt1"}})");
    rate("a", "u", 7);
    EXPECT_EQ(client.remove("/v1/movies/imdb:tt1").status, 204);
    EXPECT_EQ(client.get("/v1/movies/a").status, 404);
    EXPECT_EQ(client.get("/v1/metadata/a").status, 404);
    EXPECT_EQ(document(client.get("/v1/ratings/movie/a"))["count"], 0);
    EXPECT_EQ(document(client.get("/v1/users/u/ratings"))["items"], json::array());
    EXPECT_EQ(client.remove("/v1/movies/a").status, 404);
    EXPECT_EQ(database->value("SELECT COUNT(*) FROM movie_removal"), "0");
}

TEST_P(ServerOverEngines, ServesMetadataByItself) {
    EXPECT_EQ(client.put("/v1/metadata/a", R"({"title": "A"})").status, 201);
    const auto metadata = client.get("/v1/metadata/a");
    EXPECT_FALSE(document(metadata).contains("rating"));
    EXPECT_EQ(client.get("/v1/metadata/a", {{"If-None-Match", *metadata.header("ETag")}}).status,
              304);
    EXPECT_EQ(document(client.get("/v1/movies/a"))["title"], "A");
    EXPECT_EQ(
        client.put("/v1/metadata/a", R"({"title": "B"})", {{"If-Match", *metadata.header("ETag")}})
            .status,
        200);
    EXPECT_EQ(client.remove("/v1/metadata/a").status, 204);
    EXPECT_EQ(client.get("/v1/metadata/a").status, 404);
}

TEST_P(ServerOverEngines, TellsItsHealthAndItsMetrics) {
    EXPECT_EQ(client.get("/healthz").status, 200);
    EXPECT_EQ(client.get("/readyz").status, 200);
    const auto named = client.get("/v1/movies/none", {{"X-Request-Id", "mine-1"}});
    EXPECT_EQ(named.header("X-Request-Id"), "mine-1");
    EXPECT_EQ(document(named)["request_id"], "mine-1");
    // On one connection a request is counted before the next is read.
    test::KeptClient kept(running.port());
    kept.request("GET", "/v1/movies/none");
    const auto metrics = kept.request("GET", "/metrics").body;
    const auto has_series = [&](const std::string& name) {
        return metrics.find("\n" + name + "{") != std::string::npos ||
               metrics.find("\n" + name + " ") != std::string::npos;
    };
    for (const std::string name :
         {"marquee_build_info", "marquee_http_requests_total",
          "marquee_http_request_duration_seconds_bucket", "marquee_http_requests_in_flight",
          "marquee_http_connections", "marquee_database_connections_in_use",
          "marquee_database_connections_max", "marquee_database_connection_wait_seconds_count"}) {
        EXPECT_TRUE(has_series(name)) << name;
    }
    EXPECT_THAT(metrics, HasSubstr("route=\"/v1/movies/{id}\""));
    EXPECT_THAT(metrics, testing::Not(HasSubstr("/v1/movies/none")));
}

TEST_P(ServerOverEngines, KeepsSqlInEveryStringToTheLetter) {
    const std::string sql = "'); DROP TABLE metadata_movie; -- \\' \\\\ \" ` %s :x ? ${1} /* \\0";
    const json movie = {{"id", "sql"},
                        {"title", sql},
                        {"original_title", sql + "o"},
                        {"alternative_titles", {sql + "1", sql + "2"}},
                        {"description", sql + "\n\t" + sql},
                        {"genres", {sql}},
                        {"directors", {sql}},
                        {"cast", {{{"name", sql}, {"role", sql}}}},
                        {"poster_url", "https://a.example/'--;drop?q='%27"},
                        {"external_ids", {{"imdb", "tt-1--"}}}};
    EXPECT_EQ(client.post("/v1/movies", movie.dump()).status, 201);
    const auto stored = document(client.get("/v1/movies/sql"));
    for (const auto& [field, value] : movie.items()) EXPECT_EQ(stored[field], value) << field;

    for (const std::string target :
         {"/v1/movies/a'%20OR%20'1'='1", "/v1/movies/imdb:'%20OR%201=1--",
          "/v1/ratings/movie/a/users/u'--", "/v1/ratings/movie'/a", "/v1/users/'%20OR%201/ratings",
          "/v1/users/u/ratings?page_token='%20OR%201=1"}) {
        EXPECT_EQ(client.get(target).status, 400) << target;
    }
    EXPECT_EQ(client.put("/v1/ratings/movie/a/users/x'--", R"({"score": 1})").status, 400);
    EXPECT_EQ(client.get("/v1/movies/sql").status, 200);
}

TEST_P(ServerOverEngines, KeepsTextBeyondTheBasicPlaneToTheLetter) {
    const json movie = {{"title", "千と千尋の神隠し 🎬"}, {"genres", {"🦄"}}};
    EXPECT_EQ(client.put("/v1/movies/a", movie.dump()).status, 201);
    EXPECT_EQ(document(client.get("/v1/movies/a"))["title"], movie["title"]);
    EXPECT_EQ(document(client.get("/v1/movies/a"))["genres"], movie["genres"]);
}

TEST_P(ServerOverEngines, TellsNothingOfAnInternalErrorButTheRequestId) {
    client.put("/v1/movies/a", R"({"title": "A"})");
    database->run("ALTER TABLE metadata_movie RENAME TO metadata_elsewhere");
    const auto reply = client.get("/v1/movies/a", {{"X-Request-Id", "mine-2"}});
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(document(reply)["request_id"], "mine-2");
    EXPECT_THAT(reply.body, testing::Not(HasSubstr("metadata_movie")));
    database->run("ALTER TABLE metadata_elsewhere RENAME TO metadata_movie");
    EXPECT_EQ(client.get("/v1/movies/a").status, 200);
}

TEST(Server, AnswersWithoutRatingsThatItCannotRead) {
    const auto database = test::make_mysql_database();
    // Reads of locked tables never come back, until the statement's time is over.
    RunningServer running(database->url(), [](Settings& settings) {
        settings.database_statement_timeout = std::chrono::seconds(1);
    });
    const HttpClient client(running.port());
    client.put("/v1/movies/a", R"({"title": "A"})");
    client.put("/v1/ratings/movie/a/users/u", R"({"score": 8})");
    database->run("LOCK TABLES rating_summary WRITE, rating_total WRITE");
    const auto degraded = client.get("/v1/movies/a");
    database->run("UNLOCK TABLES");
    EXPECT_EQ(degraded.status, 200);
    EXPECT_EQ(document(degraded)["title"], "A");
    EXPECT_TRUE(document(degraded)["rating"].is_null());
    EXPECT_EQ(document(degraded)["degraded"], json::array({"rating"}));
    EXPECT_FALSE(degraded.header("ETag"));
    const auto whole = document(client.get("/v1/movies/a"));
    EXPECT_EQ(whole["rating"]["count"], 1);
    EXPECT_FALSE(whole.contains("degraded"));
}

TEST(Server, RecoversWhenMysqlComesBack) {
    const auto database = test::make_mysql_database();
    test::TcpGate gate("127.0.0.1", test::mysql_port());
    RunningServer running(database->url_through(gate.port()));
    const HttpClient client(running.port());
    EXPECT_EQ(client.put("/v1/movies/a", R"({"title": "A"})").status, 201);
    gate.close();
    for (int i = 0; i < 3; ++i) {
        // Not one that was seen: where the catalogue is elsewhere, that is shown as it was.
        const auto reply = client.get("/v1/movies/b");
        EXPECT_EQ(reply.status, 503);
        EXPECT_TRUE(reply.header("Retry-After"));
        EXPECT_EQ(reply.header("Content-Type"), "application/problem+json");
        EXPECT_EQ(document(reply)["code"], "unavailable");
        EXPECT_EQ(client.put("/v1/movies/b", R"({"title": "B"})").status, 503);
        EXPECT_EQ(client.get("/readyz").status, 503);
        EXPECT_EQ(client.get("/healthz").status, 200);
    }
    gate.open();
    EXPECT_EQ(client.get("/v1/movies/a").status, 200);
    EXPECT_EQ(client.put("/v1/movies/b", R"({"title": "B"})").status, 201);
    EXPECT_EQ(client.get("/readyz").status, 200);
}

}  // namespace
}  // namespace marquee::app
