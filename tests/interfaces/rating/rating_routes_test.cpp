#include "interfaces/rating/rating_routes.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "application/rating/rating_service.h"
#include "tests/support/fake_rating_repository.h"
#include "tests/support/route_client.h"

namespace marquee::rating {
namespace {

using http::blamed;
using http::document;
using http::has_header;
using http::header;
using http::Response;
using nlohmann::ordered_json;
using testing::HasSubstr;

constexpr const char* kSummary = "/v1/ratings/movie/tt1";
constexpr const char* kMine = "/v1/ratings/movie/tt1/users/ann";
constexpr const char* kBatch = "/v1/ratings:batch";

std::string put_change(const std::string& record, const std::string& rest) {
    return R"({"op":"put","record_type":"movie","record_id":")" + record + R"(","user_id":"ann",)" +
           rest + "}";
}

class RatingRoutes : public testing::Test {
protected:
    Response batch(const std::vector<std::string>& changes) {
        std::string body = R"({"changes":[)";
        for (const auto& change : changes) body += (body.back() == '[' ? "" : ",") + change;
        return client_.send("POST", kBatch, body + "]}");
    }

    /// The record ids on a page of Ann's history; `token` becomes that of the next page.
    std::vector<std::string> page(int size, std::string& token) {
        std::string path = "/v1/users/ann/ratings?page_size=" + std::to_string(size);
        if (!token.empty()) path += "&page_token=" + token;
        const auto answer = document(client_.send("GET", path));
        token = answer.contains("next_page_token") ? answer["next_page_token"] : "";
        std::vector<std::string> ids;
        for (const auto& item : answer["items"]) ids.push_back(item["record_id"]);
        return ids;
    }

    void rate(const std::string& record, int score) {
        now_ += std::chrono::milliseconds(1);
        const Response response = client_.send("PUT", "/v1/ratings/movie/" + record + "/users/ann",
                                               ordered_json{{"score", score}}.dump());
        ASSERT_EQ(response.status, 200) << response.body;
    }

    Timestamp now_{std::chrono::milliseconds(1795176000122)};
    FakeRatingRepository repository_;
    RatingService service_{repository_, [this] { return now_; }, 25};
    http::RouteClient client_{rating_routes(service_)};
};

TEST_F(RatingRoutes, SayThatNobodyHasRated) {
    const Response response = client_.send("GET", kSummary);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, R"({"record_type":"movie","record_id":"tt1","average":null,"count":0,)"
                             R"("weighted":null,"histogram":[0,0,0,0,0,0,0,0,0,0]})");
    EXPECT_TRUE(has_header(response, "ETag"));
}

TEST_F(RatingRoutes, RateReadReplaceAndWithdraw) {
    EXPECT_EQ(client_.send("GET", kMine).status, 404);
    EXPECT_EQ(client_.send("DELETE", kMine).status, 404);
    rate("tt1", 8);
    const Response read = client_.send("GET", kMine);
    EXPECT_EQ(read.status, 200);
    EXPECT_EQ(read.body,
              R"({"score":8,"rated_at":"2026-11-20T12:00:00.123Z","summary":{"average":8.0,)"
              R"("count":1,"weighted":8.0,"histogram":[0,0,0,0,0,0,0,1,0,0]}})");
    const Response again = client_.send("PUT", kMine, R"({"score": 1})");
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(document(again)["summary"]["count"], 1);
    EXPECT_EQ(document(again)["summary"]["histogram"],
              ordered_json({1, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
    const Response removed = client_.send("DELETE", kMine);
    EXPECT_EQ(removed.status, 204);
    EXPECT_EQ(removed.body, "");
    EXPECT_EQ(client_.send("GET", kMine).status, 404);
    EXPECT_EQ(document(client_.send("GET", kSummary))["count"], 0);
}

TEST_F(RatingRoutes, RoundAveragesToThreeDecimals) {
    const std::vector<int> counts = {0, 2, 0, 2, 0, 24, 15, 72, 49, 153};
    std::vector<RatingChange> changes;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        for (int n = 0; n < counts[i]; ++n) {
            changes.push_back({{RecordType("movie"), RecordId("tt1")},
                               UserId("u" + std::to_string(changes.size())),
                               Score(static_cast<std::int64_t>(i + 1)),
                               std::nullopt});
        }
    }
    service_.apply(Call().by_system(), changes);
    const auto summary = document(client_.send("GET", kSummary));
    EXPECT_EQ(summary["count"], 317);
    EXPECT_EQ(summary["average"].dump(), "8.858");
    EXPECT_EQ(summary["weighted"].dump(), "8.858");
    EXPECT_EQ(summary["histogram"], ordered_json(counts));
}

TEST_F(RatingRoutes, AnswerThatNothingChanged) {
    for (const char* path : {kSummary, kMine}) {
        rate("tt1", 8);
        const std::string tag = header(client_.send("GET", path), "ETag");
        EXPECT_EQ(client_.send("GET", path, "", {{"If-None-Match", tag}}).status, 304);
        rate("tt1", 9);
        EXPECT_EQ(client_.send("GET", path, "", {{"If-None-Match", tag}}).status, 200);
    }
}

TEST_F(RatingRoutes, RefuseScoresThatAreNone) {
    for (const char* score : {"0", "11", "-1", "7.5", "\"8\"", "null", "true", "[8]", "1e400",
                              "99999999999999999999", "4294967304"}) {
        const Response response =
            client_.send("PUT", kMine, std::string(R"({"score": )") + score + "}");
        EXPECT_EQ(response.status, 400) << score;
        EXPECT_NE(blamed(response, "score"), "") << score;
    }
    EXPECT_EQ(blamed(client_.send("PUT", kMine, R"({"score": 7.5})"), "score"),
              "must be a whole number");
    EXPECT_EQ(blamed(client_.send("PUT", kMine, "{}"), "score"), "is required");
    EXPECT_EQ(client_.send("PUT", kMine, R"({"score": 8, "stars": 4})").status, 400);
    EXPECT_EQ(client_.send("PUT", kMine, R"({"score": 8)").status, 400);
    EXPECT_EQ(client_.send("GET", kMine).status, 404);
    EXPECT_EQ(client_.send("PUT", kMine, R"({"score": 1})").status, 200);
    EXPECT_EQ(client_.send("PUT", kMine, R"({"score": 10})").status, 200);
}

TEST_F(RatingRoutes, RefuseNamesWithOtherCharacters) {
    const std::string too_long(65, 'x');
    for (const std::string& path :
         {std::string("/v1/ratings/mo%20vie/tt1"), std::string("/v1/ratings/movie/imdb:tt1"),
          std::string("/v1/ratings/movie/t%27"), "/v1/ratings/movie/" + too_long,
          "/v1/ratings/" + std::string(33, 'x') + "/tt1",
          std::string("/v1/ratings/movie/tt1/users/a%40b"), "/v1/users/" + too_long + "/ratings"}) {
        EXPECT_EQ(client_.send("GET", path).status, 400) << path;
    }
    EXPECT_EQ(
        client_.send("GET", "/v1/ratings/" + std::string(32, 'x') + "/" + std::string(64, 'x'))
            .status,
        200);
}

TEST_F(RatingRoutes, RefuseStrangersWrites) {
    EXPECT_EQ(client_.send_as("", "PUT", kMine, R"({"score": 8})").status, 401);
    EXPECT_EQ(client_.send_as("", "DELETE", kMine).status, 401);
    EXPECT_EQ(client_.send_as("", "POST", kBatch, R"({"changes": []})").status, 401);
    EXPECT_EQ(client_.send_as("", "GET", kSummary).status, 200);
}

TEST_F(RatingRoutes, KeepUsersToTheirOwnRatings) {
    const auto status = [&](const std::string& token, const char* method, const char* path,
                            const std::string& body = "") {
        return client_.send_as(token, method, path, body).status;
    };
    const std::string score = R"({"score": 8})";
    EXPECT_EQ(status("viewer-ann", "PUT", kMine, score), 200);
    EXPECT_EQ(status("viewer-ann", "GET", kMine), 200);
    EXPECT_EQ(status("viewer-ann", "GET", "/v1/users/ann/ratings"), 200);
    EXPECT_EQ(client_.send_as("viewer-ann", "GET", "/v1/me/ratings").body,
              client_.send("GET", "/v1/users/ann/ratings").body);
    for (const char* other : {"viewer-bob", "editor-bob"}) {
        EXPECT_EQ(status(other, "PUT", kMine, score), 403);
        EXPECT_EQ(status(other, "GET", kMine), 403);
        EXPECT_EQ(status(other, "DELETE", kMine), 403);
        EXPECT_EQ(status(other, "GET", "/v1/users/ann/ratings"), 403);
        EXPECT_EQ(status(other, "POST", kBatch,
                         R"({"changes":[)" + put_change("tt1", R"("score":1)") + "]}"),
                  403);
        EXPECT_EQ(document(client_.send_as(other, "GET", "/v1/me/ratings"))["items"].size(), 0U);
    }
    EXPECT_EQ(document(client_.send("GET", kMine))["score"], 8);
    EXPECT_EQ(status("", "GET", kMine), 401);
    EXPECT_EQ(status("", "GET", "/v1/users/ann/ratings"), 401);
    EXPECT_EQ(status("", "GET", "/v1/me/ratings"), 401);
    EXPECT_EQ(status("service", "GET", "/v1/me/ratings"), 403);
    EXPECT_EQ(status("service", "DELETE", kMine), 204);
}

TEST_F(RatingRoutes, RefuseABatchThatHasSomebodyElsesRatingWhole) {
    const auto change = [](const std::string& user) {
        return R"({"op":"put","record_type":"movie","record_id":"tt1","user_id":")" + user +
               R"(","score":5})";
    };
    const auto send = [&](const std::string& token) {
        return client_
            .send_as(token, "POST", kBatch,
                     R"({"changes":[)" + change("bob") + "," + change("ann") + "]}")
            .status;
    };
    EXPECT_EQ(send("viewer-bob"), 403);
    EXPECT_EQ(document(client_.send("GET", kSummary))["count"], 0);
    EXPECT_EQ(send("service"), 200);
    EXPECT_EQ(document(client_.send("GET", kSummary))["count"], 2);
}

TEST_F(RatingRoutes, ShowAHistoryNewestFirst) {
    rate("a", 1);
    rate("b", 2);
    const Response response = client_.send("GET", "/v1/users/ann/ratings");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body,
              R"({"items":[{"record_type":"movie","record_id":"b","score":2,)"
              R"("rated_at":"2026-11-20T12:00:00.124Z"},{"record_type":"movie","record_id":"a",)"
              R"("score":1,"rated_at":"2026-11-20T12:00:00.123Z"}]})");
    EXPECT_EQ(client_.send("GET", "/v1/users/bob/ratings").body, R"({"items":[]})");
}

TEST_F(RatingRoutes, PageThroughAHistoryThatChanges) {
    for (int i = 0; i < 10; ++i) rate("r" + std::to_string(i), 5);
    std::string token;
    EXPECT_EQ(page(3, token), (std::vector<std::string>{"r9", "r8", "r7"}));
    // The row that the token stands on goes, one ahead goes, and a new one comes in front.
    client_.send("DELETE", "/v1/ratings/movie/r7/users/ann");
    client_.send("DELETE", "/v1/ratings/movie/r5/users/ann");
    rate("new", 5);
    EXPECT_EQ(page(3, token), (std::vector<std::string>{"r6", "r4", "r3"}));
    EXPECT_EQ(page(3, token), (std::vector<std::string>{"r2", "r1", "r0"}));
    EXPECT_EQ(token, "");
}

TEST_F(RatingRoutes, PageThroughRatingsOfTheSameMoment) {
    std::vector<std::string> changes;
    for (int i = 0; i < 7; ++i)
        changes.push_back(put_change("r" + std::to_string(i), R"("score":5)"));
    EXPECT_EQ(batch(changes).status, 200);
    std::string token;
    std::multiset<std::string> seen;
    do {
        for (const auto& id : page(2, token)) seen.insert(id);
    } while (!token.empty());
    EXPECT_EQ(seen, (std::multiset<std::string>{"r0", "r1", "r2", "r3", "r4", "r5", "r6"}));
}

TEST_F(RatingRoutes, LimitPages) {
    std::vector<std::string> changes;
    for (int i = 0; i < 101; ++i) {
        changes.push_back(put_change("r" + std::to_string(i), R"("score":5)"));
    }
    batch(changes);
    const auto size = [&](const std::string& query) {
        return document(client_.send("GET", "/v1/users/ann/ratings" + query))["items"].size();
    };
    EXPECT_EQ(size(""), 20U);
    EXPECT_EQ(size("?page_size=1"), 1U);
    EXPECT_EQ(size("?page_size=100"), 100U);
    EXPECT_EQ(size("?page_size=5000"), 100U);
    for (const char* query : {"page_size=0", "page_size=-1", "page_size=x", "page_size=",
                              "page_token=x", "page_token=", "page_token=AAAA", "page=2"}) {
        EXPECT_EQ(client_.send("GET", std::string("/v1/users/ann/ratings?") + query).status, 400)
            << query;
    }
}

TEST_F(RatingRoutes, ApplyABatchAndTellEachEffect) {
    const std::string remove =
        R"({"op":"delete","record_type":"movie","record_id":"a","user_id":"ann"})";
    const std::string dated =
        put_change("a", R"("score":9,"rated_at":"2020-01-01T01:00:00+01:00")");
    const Response response =
        batch({put_change("a", R"("score":8)"), dated, dated, remove, remove});
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body,
              R"({"results":[{"effect":"created"},{"effect":"replaced"},{"effect":"unchanged"},)"
              R"({"effect":"withdrawn"},{"effect":"absent"}]})");
    batch({dated});
    EXPECT_EQ(document(client_.send("GET", "/v1/ratings/movie/a/users/ann"))["rated_at"],
              "2020-01-01T00:00:00.000Z");
    EXPECT_EQ(batch({}).body, R"({"results":[]})");
}

TEST_F(RatingRoutes, ApplyNothingOfABatchWithAMistake) {
    std::vector<std::string> changes(18, put_change("a", R"("score":8)"));
    changes[17] = put_change("a", R"("score":11)");
    const Response response = batch(changes);
    EXPECT_EQ(response.status, 400);
    EXPECT_THAT(blamed(response, "changes[17].score"), HasSubstr("1 to 10"));
    EXPECT_EQ(document(client_.send("GET", "/v1/ratings/movie/a"))["count"], 0);
}

TEST_F(RatingRoutes, NameEveryMistakeInABatch) {
    const Response response = batch({
        R"({"op":"put","record_type":"mo vie","record_id":"","user_id":7,"score":"8"})",
        R"({"op":"delete","record_type":"movie","record_id":"a","user_id":"b","score":1})",
        R"({"op":"upsert","record_type":"movie","record_id":"a","user_id":"b","score":1})",
        R"({"record_type":"movie","record_id":"a","user_id":"b"})",
        put_change("a", R"("rated_at":"2020-13-01T00:00:00Z")"),
        put_change("a", R"("score":1,"scores":1)"),
        R"(7)",
    });
    EXPECT_EQ(response.status, 400);
    for (const char* field :
         {"changes[0].record_type", "changes[0].record_id", "changes[0].user_id",
          "changes[0].score", "changes[1].score", "changes[2].op", "changes[3].op",
          "changes[4].score", "changes[4].rated_at", "changes[5].scores", "changes[6]"}) {
        EXPECT_NE(blamed(response, field), "") << field;
    }
    EXPECT_EQ(document(response)["errors"].size(), 11U) << response.body;
    EXPECT_EQ(document(client_.send("GET", "/v1/ratings/movie/a"))["count"], 0);
    EXPECT_EQ(blamed(client_.send("POST", kBatch, "{}"), "changes"), "is required");
    EXPECT_EQ(blamed(client_.send("POST", kBatch, R"({"changes": 1})"), "changes"),
              "must be an array");
}

TEST_F(RatingRoutes, TakeTheLargestBatchAndRefuseOneMore) {
    std::vector<std::string> changes(
        10'000, put_change("a", R"("score":8,"rated_at":"2020-01-01T00:00:00Z")"));
    EXPECT_EQ(batch(changes).status, 200);
    changes.push_back(changes.front());
    const Response response = batch(changes);
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(blamed(response, "changes"), "must have at most 10000 entries, not 10001");
}

}  // namespace
}  // namespace marquee::rating
