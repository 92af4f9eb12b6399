#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/support/http_client.h"
#include "tests/support/running_server.h"
#include "tests/support/test_database.h"

namespace marquee::app {
namespace {

using nlohmann::json;
using test::HttpClient;
using test::HttpReply;
using test::RunningServer;
using testing::HasSubstr;

class EventFeedOfServer : public testing::TestWithParam<test::DatabaseKind> {
protected:
    void describe(const std::string& id) const {
        EXPECT_EQ(client.put("/v1/movies/" + id, R"({"title": "A"})").status, 201);
    }
    std::future<HttpReply> get_meanwhile(const std::string& target) const {
        const test::HttpFields as_admin = {
            {"Authorization", test::authorization_at(running.port())}};
        return std::async(std::launch::async, [=, this] { return client.get(target, as_admin); });
    }
    /// Returns when `count` requests are under way beside the one that asks.
    void await_in_flight(int count) const {
        const std::string line =
            "\nmarquee_http_requests_in_flight " + std::to_string(count + 1) + "\n";
        while (client.get("/metrics").body.find(line) == std::string::npos) {
            std::this_thread::yield();
        }
    }

    const std::unique_ptr<test::TestDatabase> database = GetParam().make();
    RunningServer running{database->url(), [](Settings& settings) { settings.http_threads = 8; }};
    HttpClient client{running.port()};
};

INSTANTIATE_TEST_SUITE_P(Engines, EventFeedOfServer, testing::ValuesIn(test::all_databases()),
                         testing::PrintToStringParamName());

TEST_P(EventFeedOfServer, TellsOfWhatIsWritten) {
    describe("a");
    client.put("/v1/ratings/movie/a/users/u", R"({"score": 7})", {{"X-Request-Id", "mine"}});
    const auto movies = json::parse(client.get("/v1/metadata/events").body);
    EXPECT_EQ(movies["next_after"], 1);
    EXPECT_EQ(movies["events"][0]["type"], "movie.described");
    EXPECT_EQ(movies["events"][0]["payload"]["description"]["title"], "A");
    const auto ratings = json::parse(client.get("/v1/ratings/events").body);
    EXPECT_EQ(ratings["events"][0]["request_id"], "mine");
    EXPECT_EQ(ratings["events"][0]["payload"]["score"], 7);
    EXPECT_EQ(ratings["events"][0]["id"].get<std::string>().size(), 36u);
    EXPECT_EQ(client.get("/v1/ratings/events?after=2").status, 400);

    EXPECT_EQ(client.remove("/v1/movies/a").status, 204);
    const auto after = json::parse(client.get("/v1/ratings/events?after=1").body);
    EXPECT_EQ(after["events"][0]["type"], "ratings.removed");
}

TEST_P(EventFeedOfServer, CountsWhatItAppends) {
    client.put("/v1/ratings/movie/a/users/u", R"({"score": 7})");
    EXPECT_THAT(client.get("/metrics").body,
                HasSubstr("marquee_events_appended_total{context=\"rating\"} 1"));
}

TEST_P(EventFeedOfServer, LeavesAMovieCalledEventsToTheOtherPaths) {
    describe("events");
    EXPECT_EQ(client.get("/v1/movies/events").status, 200);
    EXPECT_TRUE(json::parse(client.get("/v1/metadata/events").body).contains("next_after"));
    EXPECT_EQ(client.put("/v1/metadata/events", R"({"title": "B"})").status, 405);
    EXPECT_EQ(client.remove("/v1/metadata/events").status, 405);
}

TEST_P(EventFeedOfServer, AnswersAWaitWithTheNextEvent) {
    auto reply = get_meanwhile("/v1/metadata/events?wait=30");
    describe("a");
    const auto page = json::parse(reply.get().body);
    EXPECT_EQ(page["events"].size(), 1u);
    EXPECT_EQ(page["next_after"], 1);
}

TEST_P(EventFeedOfServer, EndsWaitsWhenItDrains) {
    auto reply = get_meanwhile("/v1/ratings/events?wait=30");
    await_in_flight(1);
    EXPECT_EQ(running.drain(), 0u);
    EXPECT_EQ(reply.get().body, R"({"events":[],"next_after":0})");
}

TEST_P(EventFeedOfServer, AnswersOthersWhileReadersWait) {
    // Whoever is refused because the probe below was faster comes again.
    const auto wait = [this] {
        auto reply = client.get("/v1/ratings/events?wait=30");
        while (reply.status == 429) reply = client.get("/v1/ratings/events?wait=30");
        return reply;
    };
    std::vector<std::future<HttpReply>> waiting;
    for (int i = 0; i < 4; ++i) waiting.push_back(std::async(std::launch::async, wait));
    while (client.get("/v1/ratings/events?wait=1").status != 429) std::this_thread::yield();
    describe("a");
    client.put("/v1/ratings/movie/a/users/u", R"({"score": 7})");
    for (auto& reply : waiting) EXPECT_EQ(json::parse(reply.get().body)["next_after"], 1);
}

TEST(EventFeedTimeouts, AnswersBeforeTheRequestTimesOut) {
    const auto database = test::make_sqlite_database();
    const RunningServer running(database->url(), [](Settings& settings) {
        settings.http_request_timeout = std::chrono::milliseconds(1500);
    });
    const auto reply = HttpClient(running.port()).get("/v1/ratings/events?wait=30");
    EXPECT_EQ(reply.body, R"({"events":[],"next_after":0})");
}

TEST(EventFeedRetention, SaysWhereToStartWhenEventsArePruned) {
    const auto database = test::make_sqlite_database();
    {
        const RunningServer first(database->url());
        const HttpClient client(first.port());
        for (const char* id : {"a", "b", "c"}) {
            client.put(std::string("/v1/movies/") + id, R"({"title": "A"})");
        }
    }
    const RunningServer second(database->url(),
                               [](Settings& settings) { settings.events_max_count = 1; });
    const HttpClient client(second.port());
    while (client.get("/v1/metadata/events").status != 410) std::this_thread::yield();
    const auto problem = json::parse(client.get("/v1/metadata/events?after=1").body);
    EXPECT_EQ(problem["code"], "gone");
    EXPECT_EQ(problem["start_after"], 2);
    EXPECT_EQ(json::parse(client.get("/v1/metadata/events?after=2").body)["next_after"], 3);
}

}  // namespace
}  // namespace marquee::app
