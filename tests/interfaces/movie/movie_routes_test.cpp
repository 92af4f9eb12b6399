#include "interfaces/movie/movie_routes.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "application/movie/movie_service.h"
#include "tests/support/fake_audience.h"
#include "tests/support/fake_catalogue.h"
#include "tests/support/fake_removal_repository.h"
#include "tests/support/route_client.h"
#include "tests/support/thrown.h"

namespace marquee::movie {
namespace {

using http::blamed;
using http::document;
using http::has_header;
using http::header;
using http::Response;
using nlohmann::ordered_json;

constexpr const char* kPath = "/v1/movies/tt0111161";
constexpr const char* kPatchType = "application/merge-patch+json";

class MovieRoutes : public testing::Test {
protected:
    Response put(const std::string& body, const http::RouteClient::Fields& fields = {}) {
        return client_.send("PUT", kPath, body, fields);
    }

    Response patch(const std::string& body, http::RouteClient::Fields fields = {}) {
        fields.emplace_back("Content-Type", kPatchType);
        return client_.send("PATCH", kPath, body, fields);
    }

    Response batch(const ordered_json& ids) {
        return client_.send("POST", "/v1/movies:batch-get", ordered_json{{"ids", ids}}.dump());
    }

    void rate(const std::string& id) {
        audience_.set_rating(MovieId(id),
                             {2808.0 / 317, 317, 8.7219, {0, 2, 0, 2, 0, 24, 15, 72, 49, 153}});
    }

    Timestamp now_{std::chrono::milliseconds(1795176000123)};
    FakeCatalogue catalogue_{[this] { return now_; }};
    FakeAudience audience_;
    FakeRemovalRepository removals_;
    MovieRemoval removal_{removals_, catalogue_, audience_, "worker",
                          [] { return Timestamp(std::chrono::milliseconds(5000)); }};
    int made_ids_ = 0;
    MovieService service_{catalogue_, audience_, removal_,
                          [this] { return "new-" + std::to_string(++made_ids_); }};
    http::RouteClient client_{movie_routes(service_)};
};

TEST_F(MovieRoutes, ShowAMovieWithItsRating) {
    put(R"({"title": "The Shawshank Redemption", "release_year": 1994, "runtime_minutes": 142,
            "genres": ["Crime", "Drama"], "directors": ["Frank Darabont"],
            "cast": [{"name": "Tim Robbins", "role": "Andy Dufresne"}], "description": "...",
            "external_ids": {"imdb": "tt0111161", "tmdb": "278", "movielens": "318"}})");
    rate("tt0111161");
    const Response response = client_.send("GET", "/v1/movies/movielens:318");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(
        response.body,
        R"({"id":"tt0111161","title":"The Shawshank Redemption","original_title":null,)"
        R"("alternative_titles":[],"description":"...","release_year":1994,)"
        R"("runtime_minutes":142,"genres":["Crime","Drama"],)"
        R"("directors":["Frank Darabont"],)"
        R"("cast":[{"name":"Tim Robbins","role":"Andy Dufresne"}],"keywords":[],"poster_url":null,)"
        R"("external_ids":{"imdb":"tt0111161","movielens":"318","tmdb":"278"},)"
        R"("rating":{"average":8.858,"count":317,"weighted":8.722,)"
        R"("histogram":[0,2,0,2,0,24,15,72,49,153]},)"
        R"("created_at":"2026-11-20T12:00:00.123Z",)"
        R"("updated_at":"2026-11-20T12:00:00.123Z"})");
}

TEST_F(MovieRoutes, ShowNullWhenNobodyHasRated) {
    put(R"({"title": "A"})");
    const auto movie = document(client_.send("GET", kPath));
    EXPECT_TRUE(movie.at("rating").is_null());
    EXPECT_FALSE(movie.contains("degraded"));
}

TEST_F(MovieRoutes, SayThatRatingsCouldNotBeAsked) {
    const std::string tag = header(put(R"({"title": "A"})"), "ETag");
    rate("tt0111161");
    audience_.set_away(true);
    const Response response = client_.send("GET", kPath, "", {{"If-None-Match", tag}});
    EXPECT_EQ(response.status, 200);
    EXPECT_TRUE(document(response).at("rating").is_null());
    EXPECT_EQ(document(response)["degraded"], ordered_json::array({"rating"}));
    EXPECT_FALSE(has_header(response, "ETag"));
    EXPECT_FALSE(has_header(put(R"({"title": "B"})"), "ETag"));
}

TEST_F(MovieRoutes, AnswerThatAnAbsentCatalogueIsAway) {
    catalogue_.set_away(true);
    const Response response = client_.send("GET", kPath);
    EXPECT_EQ(response.status, 503);
    EXPECT_TRUE(has_header(response, "Retry-After"));
}

TEST_F(MovieRoutes, CreateReplaceAndRemove) {
    const Response created = put(R"({"title": "A"})");
    EXPECT_EQ(created.status, 201);
    EXPECT_EQ(header(created, "Location"), kPath);
    const Response replaced = put(R"({"title": "B", "id": "tt0111161"})");
    EXPECT_EQ(replaced.status, 200);
    EXPECT_FALSE(has_header(replaced, "Location"));
    EXPECT_EQ(header(client_.send("GET", kPath), "ETag"), header(replaced, "ETag"));
    rate("tt0111161");
    const Response removed = client_.send("DELETE", kPath);
    EXPECT_EQ(removed.status, 204);
    EXPECT_EQ(removed.body, "");
    EXPECT_FALSE(audience_.knows(MovieId("tt0111161")));
    EXPECT_EQ(client_.send("GET", kPath).status, 404);
    EXPECT_EQ(client_.send("DELETE", kPath).status, 404);
}

TEST_F(MovieRoutes, AddAMovieWithANewId) {
    const Response response = client_.send("POST", "/v1/movies", R"({"title": "A"})");
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(header(response, "Location"), "/v1/movies/new-1");
    EXPECT_EQ(document(response)["id"], "new-1");
    EXPECT_EQ(client_.send("GET", "/v1/movies/new-1").body, response.body);
    EXPECT_EQ(header(client_.send("GET", "/v1/movies/new-1"), "ETag"), header(response, "ETag"));
}

TEST_F(MovieRoutes, AddAMovieWithAGivenIdOnce) {
    const std::string body = R"({"id": "mine", "title": "A"})";
    const Response response = client_.send("POST", "/v1/movies", body);
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(header(response, "Location"), "/v1/movies/mine");
    EXPECT_EQ(client_.send("POST", "/v1/movies", body).status, 409);
    const Response bad = client_.send("POST", "/v1/movies", R"({"id": "a b", "title": "A"})");
    EXPECT_EQ(bad.status, 400);
    EXPECT_NE(blamed(bad, "id"), "");
    EXPECT_EQ(client_.send("POST", "/v1/movies", R"({"id": "imdb:tt1", "title": "A"})").status,
              400);
}

TEST_F(MovieRoutes, RefuseAMovieThatIsNotValid) {
    for (const char* body : {"{}", R"({"title": ""})", R"({"title": 1})", R"({"title": "A")",
                             R"({"title": "A", "year": 1994})", R"({"title": "A\u0000"})",
                             R"({"title": "A", "rating": {}})", "[]", "null",
                             R"({"title": "A", "release_year": 1700})"}) {
        EXPECT_EQ(client_.send("POST", "/v1/movies", body).status, 400) << body;
        EXPECT_EQ(put(body).status, 400) << body;
    }
    EXPECT_EQ(client_.send("GET", kPath).status, 404);
}

TEST_F(MovieRoutes, RefuseAnExternalIdThatIsTaken) {
    put(R"({"title": "A", "external_ids": {"imdb": "tt1"}})");
    const std::string taken = R"({"title": "B", "external_ids": {"imdb": "tt1"}})";
    EXPECT_EQ(client_.send("POST", "/v1/movies", taken).status, 409);
    EXPECT_EQ(client_.send("PUT", "/v1/movies/other", taken).status, 409);
}

TEST_F(MovieRoutes, WriteByExternalIdWhereThereIsOne) {
    const std::string path = "/v1/movies/imdb:tt1";
    EXPECT_EQ(client_.send("PUT", path, R"({"title": "B"})").status, 404);
    EXPECT_EQ(client_.send("PATCH", path, R"({"title": "B"})").status, 404);
    EXPECT_EQ(client_.send("DELETE", path).status, 404);
    put(R"({"title": "A", "external_ids": {"imdb": "tt1"}})");
    EXPECT_EQ(client_.send("PATCH", path, R"({"id": "tt0111161", "title": "B"})").status, 200);
    EXPECT_EQ(client_.send("PATCH", path, R"({"id": "tt2", "title": "B"})").status, 400);
    EXPECT_EQ(client_.send("PUT", path, R"({"id": "tt2", "title": "B"})").status, 400);
    EXPECT_EQ(client_.send("DELETE", path).status, 204);
}

TEST_F(MovieRoutes, PatchWhatThePatchNames) {
    put(R"({"title": "A", "release_year": 1994, "genres": ["Crime"], "description": "x",
            "keywords": ["prison"], "external_ids": {"imdb": "tt1", "tmdb": "2"}})");
    const Response response = patch(
        R"({"id": "tt0111161", "release_year": 1995, "description": null, "genres": ["Drama", "War"],
            "external_ids": {"tmdb": null, "movielens": "3"}})");
    EXPECT_EQ(response.status, 200) << response.body;
    const auto movie = document(response);
    EXPECT_EQ(movie["title"], "A");
    EXPECT_EQ(movie["release_year"], 1995);
    EXPECT_TRUE(movie["description"].is_null());
    EXPECT_EQ(movie["genres"], ordered_json::array({"Drama", "War"}));
    EXPECT_EQ(movie["keywords"], ordered_json::array({"prison"}));
    EXPECT_EQ(movie["external_ids"], (ordered_json{{"imdb", "tt1"}, {"movielens", "3"}}));
    EXPECT_EQ(client_.send("GET", kPath).body, response.body);
    EXPECT_EQ(header(client_.send("GET", kPath), "ETag"), header(response, "ETag"));
}

TEST_F(MovieRoutes, EmptyAListThatAPatchRemoves) {
    put(R"({"title": "A", "genres": ["Crime"], "cast": [{"name": "B"}], "keywords": ["prison"],
            "external_ids": {"imdb": "tt1"}})");
    const auto movie = document(
        patch(R"({"genres": null, "cast": null, "keywords": null, "external_ids": null})"));
    EXPECT_EQ(movie["genres"], ordered_json::array());
    EXPECT_EQ(movie["cast"], ordered_json::array());
    EXPECT_EQ(movie["keywords"], ordered_json::array());
    EXPECT_EQ(movie["external_ids"], ordered_json::object());
}

TEST_F(MovieRoutes, RefusePatchesThatMakeNoMovie) {
    put(R"({"title": "A"})");
    const std::vector<std::pair<std::string, std::string>> patches = {
        {R"({"title": null})", "title"},
        {R"({"title": 1})", "title"},
        {R"({"titel": "B"})", "titel"},
        {R"({"titel": null})", "titel"},
        {R"({"rating": null})", "rating"},
        {R"({"created_at": "2020-01-01T00:00:00Z"})", "created_at"},
        {R"({"updated_at": null})", "updated_at"},
        {R"({"id": "other"})", "id"},
        {R"({"id": 7})", "id"},
        {R"({"release_year": 3000})", "release_year"},
        {R"({"release_year": {"a": 1}})", "release_year"},
        {R"({"cast": [{"role": "B"}]})", "cast[0].name"},
    };
    for (const auto& [body, field] : patches) {
        const Response response = patch(body);
        EXPECT_EQ(response.status, 400) << body;
        EXPECT_NE(blamed(response, field), "") << body << response.body;
    }
    EXPECT_EQ(patch("[]").status, 400);
    EXPECT_EQ(patch("null").status, 400);
    EXPECT_EQ(document(client_.send("GET", kPath))["title"], "A");
    EXPECT_EQ(client_.send("PATCH", "/v1/movies/none", R"({"title": "B"})").status, 404);
}

TEST_F(MovieRoutes, HoldWritersToTheirPreconditions) {
    EXPECT_EQ(put(R"({"title": "A"})", {{"If-Match", "*"}}).status, 412);
    const std::string stale = header(put(R"({"title": "A"})", {{"If-None-Match", "*"}}), "ETag");
    EXPECT_EQ(put(R"({"title": "B"})", {{"If-None-Match", "*"}}).status, 412);
    const std::string fresh = header(put(R"({"title": "B"})", {{"If-Match", stale}}), "ETag");
    EXPECT_EQ(put(R"({"title": "C"})", {{"If-Match", stale}}).status, 412);
    EXPECT_EQ(patch(R"({"title": "C"})", {{"If-Match", stale}}).status, 412);
    EXPECT_EQ(client_.send("DELETE", kPath, "", {{"If-Match", stale}}).status, 412);
    EXPECT_EQ(document(client_.send("GET", kPath))["title"], "B");
    const Response patched = patch(R"({"title": "C"})", {{"If-Match", fresh}});
    EXPECT_EQ(patched.status, 200);
    EXPECT_EQ(client_.send("DELETE", kPath, "", {{"If-Match", header(patched, "ETag")}}).status,
              204);
}

TEST_F(MovieRoutes, LetNoRatingSpoilAnEditorsWrite) {
    const std::string before = header(put(R"({"title": "A"})"), "ETag");
    rate("tt0111161");
    const Response rated = client_.send("GET", kPath, "", {{"If-None-Match", before}});
    EXPECT_EQ(rated.status, 200);
    EXPECT_NE(header(rated, "ETag"), before);
    EXPECT_EQ(client_.send("GET", kPath, "", {{"If-None-Match", header(rated, "ETag")}}).status,
              304);
    EXPECT_EQ(put(R"({"title": "B"})", {{"If-Match", before}}).status, 200);
}

TEST_F(MovieRoutes, AnswerABatchInItsOrder) {
    put(R"({"title": "A", "external_ids": {"imdb": "tt1"}})");
    client_.send("PUT", "/v1/movies/b", R"({"title": "B"})");
    rate("b");
    const auto answer = document(batch({"none", "b", "imdb:tt1", "tmdb:9", "tt0111161", "b"}));
    std::vector<std::string> titles;
    for (const auto& item : answer["items"]) titles.push_back(item["title"]);
    EXPECT_EQ(titles, (std::vector<std::string>{"B", "A", "A", "B"}));
    EXPECT_EQ(answer["missing"], ordered_json::array({"none", "tmdb:9"}));
    EXPECT_EQ(answer["items"][0], document(client_.send("GET", "/v1/movies/b")));
}

TEST_F(MovieRoutes, AnswerADegradedBatch) {
    put(R"({"title": "A"})");
    audience_.set_away(true);
    const Response response = batch(ordered_json::array({"tt0111161"}));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(document(response)["items"][0]["degraded"], ordered_json::array({"rating"}));
}

TEST_F(MovieRoutes, LimitBatches) {
    auto ids = ordered_json::array();
    EXPECT_EQ(blamed(batch(ids), "ids"), "must have 1 to 100 entries, not 0");
    for (int i = 0; i < 100; ++i) ids.push_back("m" + std::to_string(i));
    EXPECT_EQ(batch(ids).status, 200);
    ids.push_back("one-more");
    EXPECT_EQ(blamed(batch(ids), "ids"), "must have 1 to 100 entries, not 101");
}

TEST_F(MovieRoutes, NameEveryMistakeInABatch) {
    const Response response = batch({"good", "a b", "", "imdb:"});
    EXPECT_EQ(response.status, 400);
    for (const char* field : {"ids[1]", "ids[2]", "ids[3]"}) {
        EXPECT_NE(blamed(response, field), "") << field;
    }
    EXPECT_EQ(blamed(batch({"good", 7}), "ids[1]"), "must be a string");
    EXPECT_EQ(blamed(batch("good"), "ids"), "must be an array");
    EXPECT_EQ(blamed(client_.send("POST", "/v1/movies:batch-get", "{}"), "ids"), "is required");
    EXPECT_EQ(client_.send("POST", "/v1/movies:batch-get", R"({"ids": ["a"], "x": 1})").status,
              400);
}

TEST_F(MovieRoutes, LetViewersRateAsThemselves) {
    put(R"({"title": "A", "external_ids": {"imdb": "tt0111161"}})");
    const std::string mine = std::string(kPath) + "/ratings/me";
    EXPECT_EQ(client_.send_as("viewer-ann", "GET", mine).status, 404);
    const Response rated = client_.send_as("viewer-ann", "PUT", mine, R"({"score": 8})");
    EXPECT_EQ(rated.status, 200);
    EXPECT_EQ(rated.body,
              R"({"score":8,"rated_at":"1970-01-01T00:00:00.000Z","summary":{"average":8.0,)"
              R"("count":1,"weighted":8.0,"histogram":[0,0,0,0,0,0,0,1,0,0]}})");
    const Response read =
        client_.send_as("viewer-ann", "GET", "/v1/movies/imdb:tt0111161/ratings/me");
    EXPECT_EQ(read.body, rated.body);
    EXPECT_EQ(
        client_.send_as("viewer-ann", "GET", mine, "", {{"If-None-Match", header(read, "ETag")}})
            .status,
        304);
    EXPECT_EQ(client_.send_as("viewer-bob", "GET", mine).status, 404);
    EXPECT_EQ(client_.send_as("viewer-bob", "DELETE", mine).status, 404);
    EXPECT_EQ(client_.send_as("viewer-ann", "DELETE", mine).status, 204);
    EXPECT_EQ(client_.send_as("viewer-ann", "GET", mine).status, 404);
}

TEST_F(MovieRoutes, RefuseOwnRatingsOfStrangersServicesAndUnknownMovies) {
    const std::string mine = std::string(kPath) + "/ratings/me";
    const std::string score = R"({"score": 8})";
    EXPECT_EQ(client_.send_as("viewer-ann", "PUT", mine, score).status, 404) << "no such movie";
    put(R"({"title": "A"})");
    for (const char* method : {"GET", "PUT", "DELETE"}) {
        const std::string body = *method == 'P' ? score : "";
        EXPECT_EQ(client_.send_as("", method, mine, body).status, 401) << method;
        EXPECT_EQ(client_.send_as("service", method, mine, body).status, 403) << method;
    }
    for (const char* body : {R"({"score": 0})", R"({"score": 11})", R"({"score": "8"})", "{}",
                             R"({"score": 8, "user_id": "bob"})"}) {
        EXPECT_EQ(client_.send_as("viewer-ann", "PUT", mine, body).status, 400) << body;
    }
}

TEST_F(MovieRoutes, RefuseStrangersWrites) {
    EXPECT_EQ(client_.send_as("", "PUT", kPath, R"({"title": "A"})").status, 401);
    EXPECT_EQ(client_.send_as("", "PATCH", kPath, R"({"title": "A"})").status, 401);
    EXPECT_EQ(client_.send_as("", "DELETE", kPath).status, 401);
    EXPECT_EQ(client_.send_as("", "POST", "/v1/movies", R"({"title": "A"})").status, 401);
    EXPECT_EQ(client_.send_as("", "POST", "/v1/movies:batch-get", R"({"ids": ["a"]})").status, 200);
    for (const char* reader : {"viewer", "service"}) {
        EXPECT_EQ(client_.send_as(reader, "PUT", kPath, R"({"title": "A"})").status, 403);
        EXPECT_EQ(client_.send_as(reader, "DELETE", kPath).status, 403);
    }
    EXPECT_EQ(client_.send_as("editor", "PUT", kPath, R"({"title": "A"})").status, 201);
}

TEST_F(MovieRoutes, RefuseOtherMediaTypesAndMethods) {
    EXPECT_EQ(put(R"({"title": "A"})", {{"Content-Type", "text/plain"}}).status, 415);
    EXPECT_EQ(put(R"({"title": "A"})", {{"Content-Type", kPatchType}}).status, 415);
    const Response response = client_.send("POST", kPath, R"({"title": "A"})");
    EXPECT_EQ(response.status, 405);
    EXPECT_TRUE(has_header(response, "Allow"));
}

TEST_F(MovieRoutes, RefuseIdsWithOtherCharacters) {
    for (const char* id : {"a%20b", "imdb:", "IMDB:x", "%E2%82%AC"}) {
        const std::string path = std::string("/v1/movies/") + id;
        EXPECT_EQ(client_.send("GET", path).status, 400) << id;
        EXPECT_EQ(client_.send("PUT", path, R"({"title": "A"})").status, 400) << id;
        EXPECT_EQ(client_.send("DELETE", path).status, 400) << id;
    }
}

/// Adds a movie, as the router hands on a request with an Idempotency-Key.
Response add_in_run(MovieService& service, const http::Run& run, const std::string& body) {
    http::Request request;
    request.body = body;
    request.run = run;
    request.call = Call().by_system();
    for (const auto& route : movie_routes(service)) {
        if (route.method == "POST" && route.idempotent) return route.handler(request);
    }
    throw std::logic_error("no route is idempotent");
}

TEST_F(MovieRoutes, AddAMovieByTheReservedIdOfItsRun) {
    const Response made = add_in_run(service_, {"reserved"}, R"({"title": "A"})");
    EXPECT_EQ(made.status, 201);
    EXPECT_EQ(header(made, "Location"), "/v1/movies/reserved");
    const Response own = add_in_run(service_, {"other"}, R"({"id": "tt1", "title": "B"})");
    EXPECT_EQ(header(own, "Location"), "/v1/movies/tt1");
    EXPECT_EQ(client_.send("GET", "/v1/movies/other").status, 404);
}

TEST_F(MovieRoutes, AnswerAResumedRunAsTheFirstWouldHave) {
    for (const char* body : {R"({"title": "A"})", R"({"id": "tt1", "title": "B"})"}) {
        const Response first = add_in_run(service_, {"reserved"}, body);
        now_ += std::chrono::seconds(1);
        const Response resumed = add_in_run(service_, {"reserved", true}, body);
        EXPECT_EQ(resumed.status, 201);
        EXPECT_EQ(resumed.body, first.body);
        EXPECT_EQ(resumed.headers, first.headers);
    }
    // Without the run that made it, it is there already.
    EXPECT_EQ(code_of([&] { add_in_run(service_, {"x"}, R"({"id": "tt1", "title": "B"})"); }),
              ErrorCode::conflict);
    const Response late = add_in_run(service_, {"late", true}, R"({"title": "C"})");
    EXPECT_EQ(header(late, "Location"), "/v1/movies/late");
}

}  // namespace
}  // namespace marquee::movie
