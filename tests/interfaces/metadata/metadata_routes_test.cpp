#include "interfaces/metadata/metadata_routes.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "application/metadata/metadata_service.h"
#include "tests/support/fake_metadata_repository.h"
#include "tests/support/route_client.h"

namespace marquee::metadata {
namespace {

using http::blamed;
using http::document;
using http::has_header;
using http::header;
using http::Response;
using nlohmann::ordered_json;
using testing::HasSubstr;

constexpr const char* kPath = "/v1/metadata/tt1";

ordered_json names(const std::string& prefix, int count) {
    auto result = ordered_json::array();
    for (int i = 0; i < count; ++i) result.push_back(prefix + std::to_string(i));
    return result;
}

class MetadataRoutes : public testing::Test {
protected:
    Response put(const ordered_json& body, const http::RouteClient::Fields& fields = {}) {
        return client_.send("PUT", kPath, body.dump(), fields);
    }

    /// What the answer says about `field` when a good movie has this value for it; empty when it
    /// was stored.
    std::string refused(const std::string& field, const ordered_json& value,
                        const std::string& blamed_field = "") {
        ordered_json body = {{"title", "Alien"}};
        body[field] = value;
        const Response response = put(body);
        if (response.status == 201 || response.status == 200) return "";
        EXPECT_EQ(response.status, 400) << response.body;
        return blamed(response, blamed_field.empty() ? field : blamed_field);
    }

    /// November 2026.
    Timestamp now_{std::chrono::milliseconds(1795176000123)};
    FakeMetadataRepository repository_;
    MetadataService service_{repository_, [this] { return now_; }};
    http::RouteClient client_{metadata_routes(service_)};
};

TEST_F(MetadataRoutes, CreatesReplacesReadsAndRemoves) {
    const Response created = put({{"title", "Alien"}});
    EXPECT_EQ(created.status, 201);
    EXPECT_EQ(header(created, "Location"), kPath);
    now_ += std::chrono::seconds(1);
    const Response replaced = put({{"title", "Aliens"}, {"id", "tt1"}});
    EXPECT_EQ(replaced.status, 200);
    EXPECT_FALSE(has_header(replaced, "Location"));
    EXPECT_NE(header(replaced, "ETag"), header(created, "ETag"));
    const Response read = client_.send("GET", kPath);
    EXPECT_EQ(read.status, 200);
    EXPECT_EQ(read.body, replaced.body);
    EXPECT_EQ(header(read, "ETag"), header(replaced, "ETag"));
    const Response removed = client_.send("DELETE", kPath);
    EXPECT_EQ(removed.status, 204);
    EXPECT_EQ(removed.body, "");
    EXPECT_EQ(client_.send("GET", kPath).status, 404);
    EXPECT_EQ(client_.send("DELETE", kPath).status, 404);
}

TEST_F(MetadataRoutes, ShowEveryFieldInItsOrder) {
    put(ordered_json::parse(R"({"title": "Alien", "cast": [{"name": "Sigourney Weaver",
        "role": "Ripley"}, {"name": "Bolaji Badejo"}], "external_ids": {"imdb": "tt0078748"}})"));
    EXPECT_EQ(client_.send("GET", kPath).body,
              R"({"id":"tt1","title":"Alien","original_title":null,"alternative_titles":[],)"
              R"("description":null,"release_year":null,"runtime_minutes":null,"genres":[],)"
              R"("directors":[],"cast":[{"name":"Sigourney Weaver","role":"Ripley"},)"
              R"({"name":"Bolaji Badejo","role":null}],"keywords":[],"poster_url":null,)"
              R"("external_ids":{"imdb":"tt0078748"},"created_at":"2026-11-20T12:00:00.123Z",)"
              R"("updated_at":"2026-11-20T12:00:00.123Z"})");
}

TEST_F(MetadataRoutes, TakeBackWhatTheyShow) {
    put(ordered_json::parse(R"({"title": "Alien", "original_title": "A", "description": "x\ny",
        "alternative_titles": ["B"], "release_year": 1979, "runtime_minutes": 117,
        "genres": ["Horror"], "directors": ["Ridley Scott"], "cast": [{"name": "C", "role": null}],
        "keywords": ["space"], "poster_url": "https://example.org/a.jpg", "external_ids": {"tmdb": "348"}})"));
    auto shown = document(client_.send("GET", kPath));
    auto sent = shown;
    sent.erase("created_at");
    sent.erase("updated_at");
    const Response response = put(sent);
    EXPECT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(document(response), shown);
}

TEST_F(MetadataRoutes, FindByExternalId) {
    put({{"title", "Alien"}, {"external_ids", {{"imdb", "tt0078748"}}}});
    const std::string path = "/v1/metadata/imdb:tt0078748";
    EXPECT_EQ(document(client_.send("GET", path))["id"], "tt1");
    const Response replaced = client_.send(
        "PUT", path, R"({"id": "tt1", "title": "A", "external_ids": {"imdb": "tt0078748"}})");
    EXPECT_EQ(replaced.status, 200) << replaced.body;
    EXPECT_EQ(client_.send("PUT", path, R"({"id": "tt2", "title": "A"})").status, 400);
    EXPECT_EQ(client_.send("DELETE", path).status, 204);
    EXPECT_EQ(client_.send("GET", path).status, 404);
    EXPECT_EQ(client_.send("PUT", path, R"({"title": "A"})").status, 404);
    EXPECT_EQ(client_.send("DELETE", path).status, 404);
}

TEST_F(MetadataRoutes, RefuseAnotherMoviesExternalId) {
    put({{"title", "Alien"}, {"external_ids", {{"imdb", "tt1"}}}});
    EXPECT_EQ(
        client_
            .send("PUT", "/v1/metadata/other", R"({"title": "A", "external_ids": {"imdb": "tt1"}})")
            .status,
        409);
}

TEST_F(MetadataRoutes, AnswerThatNothingChanged) {
    const std::string tag = header(put({{"title", "Alien"}}), "ETag");
    const Response same = client_.send("GET", kPath, "", {{"If-None-Match", tag}});
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.body, "");
    EXPECT_EQ(header(same, "ETag"), tag);
    put({{"title", "Aliens"}});
    EXPECT_EQ(client_.send("GET", kPath, "", {{"If-None-Match", tag}}).status, 200);
}

TEST_F(MetadataRoutes, HoldWritersToTheirPreconditions) {
    EXPECT_EQ(put({{"title", "A"}}, {{"If-Match", "*"}}).status, 412);
    EXPECT_EQ(client_.send("DELETE", kPath, "", {{"If-Match", "*"}}).status, 412);
    const std::string stale = header(put({{"title", "A"}}, {{"If-None-Match", "*"}}), "ETag");
    EXPECT_EQ(put({{"title", "B"}}, {{"If-None-Match", "*"}}).status, 412);
    const Response second = put({{"title", "B"}}, {{"If-Match", stale}});
    EXPECT_EQ(second.status, 200);
    EXPECT_EQ(put({{"title", "C"}}, {{"If-Match", stale}}).status, 412);
    EXPECT_EQ(client_.send("DELETE", kPath, "", {{"If-Match", stale}}).status, 412);
    EXPECT_EQ(document(client_.send("GET", kPath))["title"], "B");
    EXPECT_EQ(client_.send("DELETE", kPath, "", {{"If-Match", header(second, "ETag")}}).status,
              204);
}

TEST_F(MetadataRoutes, RefuseStrangersWrites) {
    EXPECT_EQ(client_.send_as("", "PUT", kPath, R"({"title": "A"})").status, 401);
    EXPECT_EQ(client_.send_as("", "DELETE", kPath).status, 401);
    EXPECT_EQ(client_.send_as("", "GET", kPath).status, 404);
}

TEST_F(MetadataRoutes, RefuseIdsWithOtherCharacters) {
    for (const char* id : {"a%20b", "%3Cb%3E", "a'b", "imdb:", ":x", "IMDB:tt1", "a:b:c", "%00",
                           "t%C3%A9", "a%22"}) {
        EXPECT_EQ(client_.send("GET", std::string("/v1/metadata/") + id).status, 400) << id;
    }
    const std::string longest(64, 'x');
    EXPECT_EQ(client_.send("PUT", "/v1/metadata/" + longest, R"({"title": "A"})").status, 201);
    EXPECT_EQ(client_.send("PUT", "/v1/metadata/" + longest + "x", R"({"title": "A"})").status,
              400);
}

TEST_F(MetadataRoutes, RefuseAnotherIdInTheBody) {
    const Response response = put({{"title", "Alien"}, {"id", "tt2"}});
    EXPECT_EQ(response.status, 400);
    EXPECT_THAT(blamed(response, "id"), HasSubstr("left out"));
    EXPECT_EQ(refused("id", 1), "must be a string");
}

TEST_F(MetadataRoutes, RefuseWrongTypes) {
    for (const char* field : {"title", "original_title", "description", "poster_url"}) {
        for (const ordered_json& value : {ordered_json(1), ordered_json::array({"a"})}) {
            EXPECT_EQ(refused(field, value), "must be a string") << field;
        }
    }
    for (const char* field : {"alternative_titles", "genres", "directors", "cast", "keywords"}) {
        EXPECT_EQ(refused(field, "a"), "must be an array") << field;
    }
    for (const char* field : {"alternative_titles", "genres", "directors", "keywords"}) {
        EXPECT_EQ(refused(field, ordered_json::array({"a", 1}), std::string(field) + "[1]"),
                  "must be a string");
        EXPECT_EQ(refused(field, ordered_json::array({nullptr}), std::string(field) + "[0]"),
                  "must be a string");
    }
    for (const char* field : {"release_year", "runtime_minutes"}) {
        for (const ordered_json& value : {ordered_json("1979"), ordered_json(1979.5),
                                          ordered_json(true), ordered_json(99999999999)}) {
            EXPECT_THAT(refused(field, value), HasSubstr("must be a whole number")) << field;
        }
    }
    EXPECT_EQ(refused("external_ids", ordered_json::array()), "must be an object");
    EXPECT_EQ(refused("external_ids", {{"imdb", 1}}, "external_ids.imdb"), "must be a string");
    EXPECT_EQ(refused("cast", ordered_json::array({"A"}), "cast[0]"), "must be an object");
    EXPECT_EQ(client_.send("GET", kPath).status, 404);
}

TEST_F(MetadataRoutes, RefuseUnknownAndReadOnlyFields) {
    EXPECT_EQ(refused("titel", "x"), "is not a field that exists here");
    EXPECT_EQ(refused("titel", nullptr), "is not a field that exists here");
    EXPECT_EQ(
        refused("cast", ordered_json::array({{{"name", "A"}, {"rolle", "B"}}}), "cast[0].rolle"),
        "is not a field that exists here");
    for (const char* field : {"rating", "created_at", "updated_at"}) {
        EXPECT_EQ(refused(field, nullptr), "is read-only; leave it out");
    }
}

TEST_F(MetadataRoutes, RequireATitleAndNames) {
    EXPECT_EQ(blamed(put(ordered_json::object()), "title"), "is required");
    EXPECT_EQ(refused("title", nullptr), "is required");
    EXPECT_EQ(refused("title", " "), "must not be blank");
    EXPECT_EQ(refused("cast", ordered_json::array({ordered_json::object()}), "cast[0].name"),
              "is required");
}

TEST_F(MetadataRoutes, TakeWhatMeetsALimitAndRefuseOneMore) {
    const auto text = [](std::size_t length) {
        std::string result;
        for (std::size_t i = 0; i < length; ++i) result += "\xc3\xa9";
        return result;
    };
    const auto cast = [](int count) {
        auto result = ordered_json::array();
        for (int i = 0; i < count; ++i) result.push_back({{"name", "A"}, {"role", "B"}});
        return result;
    };
    const auto one = [](const ordered_json& value) { return ordered_json::array({value}); };
    const auto ids = [](int count) {
        auto result = ordered_json::object();
        for (int i = 0; i < count; ++i) result["p" + std::to_string(i)] = "x";
        return result;
    };
    const std::string url = "https://example.org/";
    struct Limit {
        std::string field;
        ordered_json met;
        ordered_json exceeded;
        std::string blamed = "";
    };
    const std::vector<Limit> limits = {
        {"title", text(500), text(501)},
        {"original_title", text(500), text(501)},
        {"alternative_titles", names("t", 50), names("t", 51)},
        {"alternative_titles", one(text(500)), one(text(501)), "alternative_titles[0]"},
        {"description", text(20'000), text(20'001)},
        {"release_year", 1870, 1869},
        {"release_year", 2037, 2038},
        {"runtime_minutes", 1, 0},
        {"runtime_minutes", 100'000, 100'001},
        {"genres", names("g", 50), names("g", 51)},
        {"genres", one(text(200)), one(text(201)), "genres[0]"},
        {"directors", names("d", 100), names("d", 101)},
        {"directors", one(text(200)), one(text(201)), "directors[0]"},
        {"cast", cast(500), cast(501)},
        {"cast", one({{"name", text(200)}}), one({{"name", text(201)}}), "cast[0].name"},
        {"cast", one({{"name", "A"}, {"role", text(200)}}),
         one({{"name", "A"}, {"role", text(201)}}), "cast[0].role"},
        {"keywords", names("k", 100), names("k", 101)},
        {"keywords", one(text(200)), one(text(201)), "keywords[0]"},
        {"poster_url", url + std::string(1980, 'x'), url + std::string(1981, 'x')},
        {"external_ids", ids(10), ids(11)},
        {"external_ids",
         {{"imdb", std::string(64, 'x')}},
         {{"imdb", std::string(65, 'x')}},
         "external_ids.imdb"},
    };
    for (const auto& limit : limits) {
        EXPECT_EQ(refused(limit.field, limit.met, limit.blamed), "") << limit.field;
        EXPECT_NE(refused(limit.field, limit.exceeded, limit.blamed), "") << limit.field;
    }
}

TEST_F(MetadataRoutes, RefuseYearsOutOfReach) {
    EXPECT_NE(refused("release_year", 1700), "");
    EXPECT_NE(refused("release_year", 3000), "");
}

TEST_F(MetadataRoutes, RefuseControlCharactersAndInvalidUtf8) {
    const std::string nul("a\0b", 3);
    for (const char* field : {"title", "original_title", "description", "poster_url"}) {
        EXPECT_EQ(refused(field, nul), "must not contain control characters") << field;
    }
    for (const char* field : {"alternative_titles", "genres", "directors", "keywords"}) {
        EXPECT_EQ(refused(field, ordered_json::array({nul}), std::string(field) + "[0]"),
                  "must not contain control characters");
    }
    EXPECT_EQ(refused("cast", ordered_json::array({{{"name", nul}}}), "cast[0].name"),
              "must not contain control characters");
    EXPECT_NE(refused("external_ids", {{"imdb", nul}}, "external_ids.imdb"), "");
    EXPECT_EQ(client_.send("PUT", kPath, "{\"title\": \"\xff\"}").status, 400);
    EXPECT_EQ(client_.send("PUT", kPath, "{\"title\": \"\\ud800\"}").status, 400);
    EXPECT_EQ(client_.send("GET", kPath).status, 404);
}

TEST_F(MetadataRoutes, RefuseDeepNestingAndBrokenJson) {
    EXPECT_EQ(client_.send("PUT", kPath, R"({"title": )" + std::string(100'000, '[')).status, 400);
    EXPECT_EQ(client_.send("PUT", kPath, R"({"title": "A")").status, 400);
    EXPECT_EQ(client_.send("PUT", kPath, R"(["title"])").status, 400);
    EXPECT_EQ(client_.send("PUT", kPath, R"({"title": "A", "title": "B"})").status, 400);
}

TEST_F(MetadataRoutes, KeepSqlToTheLetter) {
    const std::string sql = R"('; DROP TABLE metadata_movie; -- " \ % _ ` \' \\ ${x} :id ?)";
    const ordered_json body = {{"title", sql},
                               {"original_title", sql},
                               {"alternative_titles", {sql, "x"}},
                               {"description", sql},
                               {"genres", {sql, "x"}},
                               {"directors", {sql, "x"}},
                               {"cast", ordered_json::array({{{"name", sql}, {"role", sql}}})},
                               {"keywords", {sql, "x"}}};
    EXPECT_EQ(put(body).status, 201);
    const auto shown = document(client_.send("GET", kPath));
    for (const auto& [field, value] : body.items()) EXPECT_EQ(shown[field], value) << field;
}

TEST_F(MetadataRoutes, AnswerTextInNfc) {
    const std::string decomposed = "Ame\xcc\x81lie";
    const std::string composed = "Am\xc3\xa9lie";
    const ordered_json one = ordered_json::array({decomposed});
    put({{"title", decomposed},
         {"description", decomposed},
         {"genres", one},
         {"cast", ordered_json::array({{{"name", decomposed}, {"role", decomposed}}})},
         {"keywords", one}});
    const auto shown = document(client_.send("GET", kPath));
    EXPECT_EQ(shown["title"], composed);
    EXPECT_EQ(shown["description"], composed);
    EXPECT_EQ(shown["genres"][0], composed);
    EXPECT_EQ(shown["cast"][0]["name"], composed);
    EXPECT_EQ(shown["cast"][0]["role"], composed);
    EXPECT_EQ(shown["keywords"][0], composed);
}

TEST_F(MetadataRoutes, NameAllThatIsWrongAtOnce) {
    const Response response =
        put(ordered_json::parse(R"({"title": 1, "genres": ["a", 2], "x": 3, "rating": null})"));
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(document(response)["errors"].size(), 4U) << response.body;
}

TEST_F(MetadataRoutes, RefuseUnknownQueryParameters) {
    EXPECT_EQ(client_.send("GET", std::string(kPath) + "?verbose=1").status, 400);
}

}  // namespace
}  // namespace marquee::metadata
