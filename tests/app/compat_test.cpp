#include <chrono>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/app/reference_client.h"
#include "tests/support/http_client.h"
#include "tests/support/running_server.h"
#include "tests/support/test_database.h"

namespace marquee::app {
namespace {

using grpc::StatusCode;
using nlohmann::json;
using test::HttpClient;
using test::ReferenceClient;
using test::ReferenceReply;

constexpr const char* kGetMetadata = "MetadataService.GetMetadata";
constexpr const char* kPutMetadata = "MetadataService.PutMetadata";
constexpr const char* kGetRating = "RatingService.GetAggregatedRating";
constexpr const char* kPutRating = "RatingService.PutRating";
constexpr const char* kGetMovie = "MovieService.GetMovieDetails";

void enable_compat(Settings& settings) {
    settings.compat_enabled = true;
    settings.compat_http_address = HostPort{"127.0.0.1", 0};
    settings.rpc_address = HostPort{"127.0.0.1", 0};
    // No credentials are needed here all the same.
    settings.access_anonymous_reads = false;
}

json alien() {
    return {{"id", "tt1"},
            {"title", "Alien"},
            {"description", "In space\nno one can hear you scream. 😱"},
            {"director", "Ridley Scott"}};
}

/// Clients of the reference system, which reach each of its services where it is.
class Compat : public testing::TestWithParam<test::DatabaseKind> {
protected:
    static ReferenceClient client_of(const Server& server) {
        return {server.rpc_port(), server.compat_port()};
    }
    void put(const json& movie) {
        const auto reply = metadata_.call(kPutMetadata, {{"metadata", movie}});
        EXPECT_EQ(reply.code, StatusCode::OK) << reply.message;
        EXPECT_EQ(reply.answer, json::object());
    }
    json stored(const std::string& id) {
        return json::parse(HttpClient(running_.port()).get("/v1/movies/" + id).body);
    }
    /// Also where another process has taken it, and this one hears of it soon.
    void await_stored(const std::string& id, const char* field, const json& value) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (stored(id)[field] != value && std::chrono::steady_clock::now() < until) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        EXPECT_EQ(stored(id)[field], value);
    }
    ReferenceReply rate(const std::string& user, const std::string& id, std::int32_t value) {
        return ratings_.call(kPutRating, {{"user_id", user},
                                          {"record_id", id},
                                          {"record_type", "movie"},
                                          {"rating_value", value}});
    }
    ReferenceReply mean_of(const std::string& id, const std::string& type = "movie") {
        return ratings_.call(kGetRating, {{"record_id", id}, {"record_type", type}});
    }

    const std::unique_ptr<test::TestDatabase> database_ = GetParam().make();
    test::RunningServer running_{database_->url(), enable_compat};
    ReferenceClient metadata_ = client_of(running_.metadata_server());
    ReferenceClient ratings_ = client_of(running_.rating_server());
    ReferenceClient movies_ = client_of(running_.server());
};

INSTANTIATE_TEST_SUITE_P(Engines, Compat, testing::ValuesIn(test::all_databases()),
                         testing::PrintToStringParamName());

TEST_P(Compat, PutsAndGetsMetadata) {
    put(alien());
    EXPECT_EQ(metadata_.call(kGetMetadata, {{"movie_id", "tt1"}}).answer,
              json({{"metadata", alien()}}));
    const auto reply = metadata_.ask("GET", "/metadata?id=tt1");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("Content-Type"), "application/json");
    EXPECT_EQ(json::parse(reply.body), alien());

    const json bare = {{"id", "tt1"}, {"title", "Aliens"}, {"description", ""}, {"director", ""}};
    put(bare);
    EXPECT_EQ(metadata_.call(kGetMetadata, {{"movie_id", "tt1"}}).answer,
              json({{"metadata", bare}}));
    EXPECT_EQ(json::parse(metadata_.ask("GET", "/metadata?id=tt1").body), bare);
}

TEST_P(Compat, KeepsWhatTheReferenceSystemKnowsNothingOf) {
    const HttpClient client(running_.port());
    const json movie = {{"title", "Matrix"},
                        {"release_year", 1999},
                        {"genres", {"Action"}},
                        {"directors", {"Lana Wachowski", "Lilly Wachowski"}},
                        {"external_ids", {{"imdb", "tt0133093"}}}};
    EXPECT_EQ(client.put("/v1/movies/tt2", movie.dump()).status, 201);
    json known = metadata_.call(kGetMetadata, {{"movie_id", "tt2"}}).answer["metadata"];
    EXPECT_EQ(known["director"], "Lana Wachowski, Lilly Wachowski");

    known["title"] = "The Matrix";
    put(known);
    await_stored("tt2", "title", "The Matrix");
    for (const auto* kept : {"release_year", "genres", "directors", "external_ids"}) {
        EXPECT_EQ(stored("tt2")[kept], movie[kept]);
    }
    known["director"] = "Lana Wachowski";
    put(known);
    await_stored("tt2", "directors", json::array({"Lana Wachowski"}));
    EXPECT_EQ(stored("tt2")["release_year"], 1999);
}

TEST_P(Compat, CountsTheLastRatingOfEachUser) {
    EXPECT_EQ(mean_of("tt1").code, StatusCode::NOT_FOUND);
    EXPECT_EQ(ratings_.ask("GET", "/rating?id=tt1&type=movie").status, 404);

    const auto put_reply = rate("ann", "tt1", 5);
    EXPECT_EQ(put_reply.code, StatusCode::OK) << put_reply.message;
    EXPECT_EQ(put_reply.answer, json::object());
    EXPECT_EQ(rate("ann", "tt1", 1).code, StatusCode::OK);
    EXPECT_EQ(mean_of("tt1").answer, json({{"rating_value", 1.0}}));

    const auto by_query = ratings_.ask("PUT", "/rating?id=tt1&type=movie&userId=bob&value=10");
    EXPECT_EQ(by_query.status, 200);
    EXPECT_EQ(by_query.body, "");
    EXPECT_EQ(mean_of("tt1").answer, json({{"rating_value", 5.5}}));
    EXPECT_EQ(ratings_.ask("PUT", "/rating?type=movie", "userId=bob&value=8&id=tt1").status, 200);
    const auto mean = ratings_.ask("GET", "/rating?id=tt1&type=movie");
    EXPECT_EQ(mean.status, 200);
    EXPECT_EQ(mean.header("Content-Type"), "application/json");
    EXPECT_TRUE(json::parse(mean.body).is_number());
    EXPECT_EQ(json::parse(mean.body), 4.5);
    EXPECT_EQ(json::parse(ratings_.ask("GET", "/rating", "id=tt1&type=movie").body), 4.5);

    // Other records are others' business.
    EXPECT_EQ(mean_of("tt1", "book").code, StatusCode::NOT_FOUND);
    EXPECT_EQ(ratings_.ask("PUT", "/rating?id=tt1&type=book&userId=ann&value=3").status, 200);
    EXPECT_EQ(mean_of("tt1", "book").answer["rating_value"], 3.0);
    EXPECT_EQ(mean_of("tt1").answer["rating_value"], 4.5);
}

TEST_P(Compat, TellsAMovieWithItsRating) {
    const auto details = [&] { return movies_.call(kGetMovie, {{"movie_id", "tt1"}}); };
    EXPECT_EQ(details().code, StatusCode::NOT_FOUND);
    EXPECT_EQ(movies_.ask("GET", "/movie?id=tt1").status, 404);

    put(alien());
    EXPECT_EQ(details().answer["movie_details"], json({{"rating", 0.0}, {"metadata", alien()}}));
    const auto unrated = movies_.ask("GET", "/movie?id=tt1");
    EXPECT_EQ(unrated.status, 200);
    EXPECT_EQ(json::parse(unrated.body), json({{"metadata", alien()}}));

    EXPECT_EQ(rate("ann", "tt1", 10).code, StatusCode::OK);
    EXPECT_EQ(rate("bob", "tt1", 7).code, StatusCode::OK);
    const json rated = {{"rating", 8.5}, {"metadata", alien()}};
    EXPECT_EQ(details().answer["movie_details"], rated);
    EXPECT_EQ(json::parse(movies_.ask("GET", "/movie?id=tt1").body), rated);
    EXPECT_EQ(stored("tt1")["rating"]["count"], 2);
}

TEST_P(Compat, RefusesWhatMarqueeDoesNotTake) {
    for (const std::int32_t value :
         {0, 11, -1, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
        EXPECT_EQ(rate("ann", "tt1", value).code, StatusCode::INVALID_ARGUMENT) << value;
    }
    const std::string huge(1'000'000, 'x');
    for (const std::string& id : {std::string(), std::string("a b"), std::string("tt/1"), huge}) {
        EXPECT_EQ(rate("ann", id, 5).code, StatusCode::INVALID_ARGUMENT);
        EXPECT_EQ(rate(id, "tt1", 5).code, StatusCode::INVALID_ARGUMENT);
        EXPECT_EQ(mean_of(id).code, StatusCode::INVALID_ARGUMENT);
        EXPECT_EQ(mean_of("tt1", id).code, StatusCode::INVALID_ARGUMENT);
        EXPECT_EQ(metadata_.call(kGetMetadata, {{"movie_id", id}}).code,
                  StatusCode::INVALID_ARGUMENT);
        EXPECT_EQ(movies_.call(kGetMovie, {{"movie_id", id}}).code, StatusCode::INVALID_ARGUMENT);
    }
    EXPECT_EQ(mean_of("tt1").code, StatusCode::NOT_FOUND);

    EXPECT_EQ(metadata_.call(kPutMetadata, json::object()).code, StatusCode::INVALID_ARGUMENT);
    for (const auto* field : {"id", "title"}) {
        json movie = alien();
        for (const std::string& text : {std::string(), std::string("\n"), huge}) {
            movie[field] = text;
            EXPECT_EQ(metadata_.call(kPutMetadata, {{"metadata", movie}}).code,
                      StatusCode::INVALID_ARGUMENT)
                << field;
        }
    }
    EXPECT_EQ(metadata_.call(kGetMetadata, {{"movie_id", "tt1"}}).code, StatusCode::NOT_FOUND);
}

TEST_P(Compat, RefusesBytesThatAreNoRequest) {
    // A text that is not UTF-8, and a length with nothing behind it.
    for (const std::string bytes : {"\x0a\x02\xc3\x28", "\x0a\x7f", "\xff\xff\xff\xff"}) {
        EXPECT_EQ(metadata_.call_with(kGetMetadata, bytes).code, StatusCode::INTERNAL);
        EXPECT_EQ(movies_.call_with(kGetMovie, bytes).code, StatusCode::INTERNAL);
        EXPECT_EQ(ratings_.call_with(kGetRating, bytes).code, StatusCode::INTERNAL);
    }
    // Fields that it does not know do no harm.
    EXPECT_EQ(metadata_.call_with(kGetMetadata, "\x0a\x03tt1\x7a\x01x").code,
              StatusCode::NOT_FOUND);
}

TEST_P(Compat, AnswersBadRequestsWithTheirStatus) {
    const std::map<std::string, int> rating_lines = {
        {"GET /rating", 400},
        {"GET /rating?id=tt1", 400},
        {"GET /rating?type=movie", 400},
        {"GET /rating?id=&type=movie", 400},
        {"GET /rating?id=tt1&type=a%20b", 400},
        {"GET /rating?id=tt1&type=movie&type=movie", 400},
        {"GET /rating?id=tt1&type=movie&page=2", 400},
        {"GET /rating?id=%ff&type=movie", 400},
        {"GET /rating?id=" + std::string(5'000, 'x') + "&type=movie", 400},
        {"GET /rating?id=nobody&type=nothing", 404},
        {"PUT /rating", 400},
        {"PUT /rating?id=tt1&type=movie&userId=ann", 400},
        {"PUT /rating?id=tt1&type=movie&value=5", 400},
        {"PUT /rating?id=tt1&type=movie&userId=ann&value=", 400},
        {"PUT /rating?id=tt1&type=movie&userId=ann&value=five", 400},
        {"PUT /rating?id=tt1&type=movie&userId=ann&value=5.5", 400},
        {"PUT /rating?id=tt1&type=movie&userId=ann&value=%205", 400},
        {"PUT /rating?id=tt1&type=movie&userId=ann&value=0", 400},
        {"PUT /rating?id=tt1&type=movie&userId=ann&value=11", 400},
        {"PUT /rating?id=tt1&type=movie&userId=ann&value=4294967301", 400},
        {"PUT /rating?id=tt1&type=movie&userId=ann&value=99999999999999999999", 400},
        {"POST /rating?id=tt1&type=movie&userId=ann&value=5", 405},
        {"DELETE /rating?id=tt1&type=movie", 405},
        {"GET /rating/tt1", 404},
        {"GET /", 404},
        {"GET /v1/ratings/movie/tt1", 404},
        {"GET /metrics", 404},
    };
    for (const auto& [line, status] : rating_lines) {
        const auto space = line.find(' ');
        EXPECT_EQ(ratings_.ask(line.substr(0, space), line.substr(space + 1)).status, status)
            << line.substr(0, 100);
    }
    EXPECT_EQ(metadata_.ask("GET", "/metadata").status, 400);
    EXPECT_EQ(metadata_.ask("GET", "/metadata?id=").status, 400);
    EXPECT_EQ(metadata_.ask("GET", "/metadata?id=tt9").status, 404);
    EXPECT_EQ(metadata_.ask("PUT", "/metadata?id=tt9&title=x").status, 405);
    EXPECT_EQ(movies_.ask("GET", "/movie").status, 400);
    EXPECT_EQ(movies_.ask("PATCH", "/movie?id=tt1").status, 405);
    EXPECT_EQ(mean_of("tt1").code, StatusCode::NOT_FOUND);
}

TEST_P(Compat, TakesAFormOnlyWhereItAddsToTheQuery) {
    const std::string target = "/rating?id=tt1&type=movie&userId=ann";
    EXPECT_EQ(ratings_.ask("PUT", target, "value=5").status, 200);
    EXPECT_EQ(ratings_.ask("PUT", target + "&value=5", "value=6").status, 400);
    EXPECT_EQ(ratings_.ask("PUT", target, "value=5&value=6").status, 400);
    EXPECT_EQ(ratings_.ask("PUT", target, "value=6&userId=bob").status, 400);
    EXPECT_EQ(ratings_.ask("PUT", target, "value=6&rating=7").status, 400);
    EXPECT_EQ(ratings_.ask("PUT", target, "value=%zz").status, 400);
    EXPECT_EQ(ratings_.ask("PUT", target, R"({"value": 6})").status, 400);
    const std::string json_type = "Content-Type: application/json\r\nContent-Length: 11\r\n\r\n";
    EXPECT_EQ(ratings_.ask("PUT", target, "", json_type + R"({"value":6})").status, 415);
    EXPECT_EQ(mean_of("tt1").answer["rating_value"], 5.0);
}

TEST_P(Compat, TakesNothingFromPagesOfOtherSites) {
    const std::string target = "/rating?id=tt1&type=movie&userId=ann&value=5";
    for (const std::string method : {"PUT", "GET"}) {
        const auto reply =
            ratings_.ask(method, method == "PUT" ? target : "/rating?id=tt1&type=movie", "",
                         "Origin: http://films.example\r\n");
        EXPECT_EQ(reply.status, 403);
        EXPECT_FALSE(reply.header("Access-Control-Allow-Origin"));
    }
    EXPECT_EQ(mean_of("tt1").code, StatusCode::NOT_FOUND);
}

/// On SQLite, of which no test below is about.
class CompatHosting : public testing::Test {
protected:
    const std::unique_ptr<test::TestDatabase> database_ = test::make_sqlite_database();

    std::unique_ptr<Server> start(const ContextSet& contexts) const {
        configure_logging(LogLevel::error, LogFormat::text);
        auto settings = default_settings();
        settings.http_address = {"127.0.0.1", 0};
        settings.database_url = database_->url();
        settings.contexts = contexts;
        // Nobody is there.
        settings.peer_identity = settings.peer_rating = settings.peer_metadata = "127.0.0.1:1";
        enable_compat(settings);
        auto server = std::make_unique<Server>(settings);
        server->start();
        return server;
    }
};

TEST_F(CompatHosting, AnswersForTheContextsThatAreHere) {
    const auto server = start({ContextName::rating});
    ReferenceClient client(server->rpc_port(), server->compat_port());
    EXPECT_EQ(client.call(kGetRating, {{"record_id", "tt1"}, {"record_type", "movie"}}).code,
              StatusCode::NOT_FOUND);
    EXPECT_EQ(client.call(kGetMetadata, {{"movie_id", "tt1"}}).code, StatusCode::UNIMPLEMENTED);
    EXPECT_EQ(client.call(kGetMovie, {{"movie_id", "tt1"}}).code, StatusCode::UNIMPLEMENTED);
    EXPECT_EQ(client.ask("PUT", "/rating?id=tt1&type=movie&userId=ann&value=5").status, 200);
    EXPECT_EQ(client.ask("GET", "/metadata?id=tt1").status, 404);
    EXPECT_EQ(client.ask("GET", "/movie?id=tt1").status, 404);
}

TEST_F(CompatHosting, DoesNotTakeRatingsThatAreAwayForNone) {
    const auto server = start({ContextName::metadata, ContextName::movie});
    ReferenceClient client(server->rpc_port(), server->compat_port());
    EXPECT_EQ(client.call(kPutMetadata, {{"metadata", alien()}}).code, StatusCode::OK);
    EXPECT_EQ(client.call(kGetMovie, {{"movie_id", "tt1"}}).code, StatusCode::UNAVAILABLE);
    EXPECT_EQ(client.ask("GET", "/movie?id=tt1").status, 503);
    EXPECT_EQ(client.call(kGetMovie, {{"movie_id", "tt2"}}).code, StatusCode::NOT_FOUND);
}

TEST_F(CompatHosting, IsOffUnlessAskedFor) {
    test::RunningServer running(database_->url(), [](Settings& settings) {
        settings.rpc_address = HostPort{"127.0.0.1", 0};
    });
    EXPECT_EQ(running.server().compat_port(), 0);
    ReferenceClient client(running.server().rpc_port(), 0);
    EXPECT_EQ(client.call(kGetMetadata, {{"movie_id", "tt1"}}).code, StatusCode::UNIMPLEMENTED);
    EXPECT_EQ(HttpClient(running.port()).get("/metadata?id=tt1").status, 404);
}

}  // namespace
}  // namespace marquee::app
