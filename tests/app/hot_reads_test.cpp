#include <atomic>
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>
#include <vector>

#include "tests/app/gateway_load.h"
#include "tests/support/http_client.h"
#include "tests/support/kept_client.h"
#include "tests/support/marquee_process.h"
#include "tests/support/running_server.h"
#include "tests/support/test_database.h"
#include "tests/support/test_etcd.h"

namespace marquee::app {
namespace {

using nlohmann::json;
using test::await_true;
using test::HttpClient;
using test::KeptClient;
using test::MarqueeProcess;
using test::metric_at;
using test::RunningServer;
using test::seconds_between;
using testing::HasSubstr;
using testing::Not;

double hits_at(int port) {
    return metric_at(port, "marquee_cache_hits_total ", "");
}

double misses_at(int port) {
    return metric_at(port, "marquee_cache_misses_total ", "");
}

std::string path_of(const std::string& id) {
    return "/v1/movies/" + id;
}

/// What the movie is, asked for in a way that no cache answers.
std::string uncached(KeptClient& client, const std::string& id) {
    const auto reply =
        client.request("POST", "/v1/movies:batch-get", json{{"ids", {id}}}.dump()).body;
    const std::string before = "{\"items\":[";
    const std::string after = "],\"missing\":[]}";
    if (!reply.starts_with(before) || !reply.ends_with(after)) return "nothing";
    return reply.substr(before.size(), reply.size() - before.size() - after.size());
}

std::string cached(KeptClient& client, const std::string& id) {
    const auto reply = client.request("GET", path_of(id));
    return reply.status == 200 ? reply.body : "nothing";
}

/// Returns when answers to reads of that movie, which there is, are kept.
void await_hits(int port, const std::string& id) {
    EXPECT_TRUE(await_true([&] {
        const double hits = hits_at(port);
        HttpClient(port).get(path_of(id));
        HttpClient(port).get(path_of(id));
        return hits_at(port) > hits;
    }));
}

class HotReadsOverEngines : public testing::TestWithParam<test::DatabaseKind> {
protected:
    const std::unique_ptr<test::TestDatabase> database = GetParam().make();
    RunningServer running{database->url()};
    const int port = running.port();
    KeptClient client{port};
};

INSTANTIATE_TEST_SUITE_P(Engines, HotReadsOverEngines, testing::ValuesIn(test::all_databases()),
                         testing::PrintToStringParamName());

TEST_P(HotReadsOverEngines, ShowEachWriteToWhoeverMadeItAtOnce) {
    client.request("PUT", path_of("m0"), R"({"title": "First"})");
    await_hits(port, "m0");
    std::mt19937 random(7);
    const auto below = [&](unsigned end) { return random() % end; };
    const auto write = [&](const std::string& id, int step) -> test::HttpReply {
        const std::string user = "u" + std::to_string(below(5));
        const int score = 1 + static_cast<int>(below(10));
        switch (below(7)) {
            case 0:
                return client.request("DELETE", path_of(id));
            case 1:
                return client.rate(id, user, score);
            case 2:
                return client.request("DELETE", "/v1/ratings/movie/" + id + "/users/" + user);
            case 3:
                return client.request("PUT", path_of(id) + "/ratings/me",
                                      json{{"score", score}}.dump());
            case 4:
                return client.request("POST", "/v1/ratings:batch",
                                      json{{"changes",
                                            {{{"op", "put"},
                                              {"record_type", "movie"},
                                              {"record_id", id},
                                              {"user_id", user},
                                              {"score", score}}}}}
                                          .dump());
            case 5:
                return client.request("PUT", "/v1/metadata/" + id,
                                      json{{"title", "By itself " + std::to_string(step)}}.dump());
            default:
                return client.request("PUT", path_of(id),
                                      json{{"title", "Film " + std::to_string(step)}}.dump());
        }
    };
    const auto without_rating = [](std::string text) {
        // It goes by all ratings, which others than the writer may see change a moment later.
        if (text == "nothing") return json(text);
        auto movie = json::parse(text);
        if (!movie.at("rating").is_null()) movie.at("rating").erase("weighted");
        return movie;
    };
    const double hits = hits_at(port);
    for (int step = 0; step < 400; ++step) {
        const std::string id = "m" + std::to_string(below(4));
        // So that there is something to be dropped.
        cached(client, id);
        const auto before = without_rating(uncached(client, id));
        write(id, step);
        const auto after = cached(client, id);
        const auto right = uncached(client, id);
        ASSERT_EQ(without_rating(after), without_rating(right)) << "at step " << step;
        // Who changed nothing has changed nobody's place among all either.
        if (without_rating(right) != before) {
            ASSERT_EQ(after, right) << "at step " << step;
        }
        const std::string other = "m" + std::to_string(below(4));
        ASSERT_EQ(without_rating(cached(client, other)), without_rating(uncached(client, other)));
    }
    EXPECT_GT(hits_at(port), hits + 50);
    for (int i = 0; i < 4; ++i) {
        const std::string id = "m" + std::to_string(i);
        EXPECT_TRUE(await_true([&] { return cached(client, id) == uncached(client, id); })) << id;
    }
}

TEST_P(HotReadsOverEngines, MakeAnAnswerOnceForAllWhoAskAtOnce) {
    constexpr int kRounds = 20;
    const auto id_of = [](int round) { return "new" + std::to_string(round); };
    for (int round = 0; round < kRounds; ++round) {
        client.request("PUT", path_of(id_of(round)), R"({"title": "Wanted"})");
    }
    client.request("PUT", path_of("a"), R"({"title": "Last"})");
    await_hits(port, "a");
    const double misses = misses_at(port);
    for (int round = 0; round < kRounds; ++round) {
        std::atomic<int> good = 0;
        std::vector<std::jthread> crowd;
        for (int i = 0; i < 8; ++i) {
            crowd.emplace_back(
                [&] { good += HttpClient(port).get(path_of(id_of(round))).status == 200; });
        }
        crowd.clear();
        EXPECT_EQ(good, 8);
    }
    // What was written a moment ago may be told once more by the feed, and is made anew then.
    EXPECT_GE(misses_at(port), misses + kRounds);
    EXPECT_LE(misses_at(port), misses + 2 * kRounds);
}

TEST_P(HotReadsOverEngines, FollowTheListWithItsFirstPages) {
    client.request("PUT", path_of("a"), R"({"title": "First", "genres": ["Drama"]})");
    const auto shows = [&](const std::string& target, const std::string& text) {
        return HttpClient(port).get(target).body.find(text) != std::string::npos;
    };
    EXPECT_TRUE(await_true([&] { return shows("/v1/movies", "First"); }));
    EXPECT_TRUE(await_true([&] { return shows("/v1/genres", "Drama"); }));
    // Nothing changes now.
    EXPECT_TRUE(await_true([&] {
        const double hits = hits_at(port);
        shows("/v1/movies", "");
        shows("/v1/movies", "");
        return hits_at(port) == hits + 2;
    }));
    client.request("PUT", path_of("a"), R"({"title": "Second", "genres": ["Crime"]})");
    EXPECT_TRUE(await_true([&] { return shows("/v1/movies", "Second"); }));
    EXPECT_TRUE(await_true([&] { return shows("/v1/genres", "Crime"); }));
    EXPECT_TRUE(await_true([&] { return shows("/v1/suggest?q=sec", "Second"); }));
}

TEST_P(HotReadsOverEngines, CountCachedAnswersInTheHttpMetrics) {
    client.request("PUT", path_of("a"), R"({"title": "First"})");
    await_hits(port, "a");
    const auto answered = [&] {
        return metric_at(port, "marquee_http_requests_total{", "route=\"/v1/movies/{id}\"");
    };
    const double before = answered();
    for (int i = 0; i < 10; ++i) HttpClient(port).get(path_of("a"));
    EXPECT_TRUE(await_true([&] { return answered() == before + 10; }));
}

TEST(HotReads, KeepNothingWithoutRoom) {
    RunningServer running([](Settings& settings) { settings.cache_bytes = 0; });
    KeptClient client(running.port());
    client.request("PUT", path_of("a"), R"({"title": "First"})");
    for (int i = 0; i < 3; ++i) EXPECT_THAT(cached(client, "a"), HasSubstr("First"));
    EXPECT_THAT(HttpClient(running.port()).get("/metrics").body, Not(HasSubstr("marquee_cache_")));
}

TEST(HotReads, LetNobodyInWhoIsNotKnownWhenReadingIsClosed) {
    RunningServer running([](Settings& settings) { settings.access_anonymous_reads = false; });
    KeptClient client(running.port());
    client.request("PUT", path_of("a"), R"({"title": "First"})");
    const test::HttpFields known{{"Authorization", test::authorization_at(running.port())}};
    const HttpClient http(running.port());
    EXPECT_TRUE(await_true([&] {
        const double hits = hits_at(running.port());
        http.get(path_of("a"), known);
        http.get(path_of("a"), known);
        return hits_at(running.port()) > hits;
    }));
    EXPECT_EQ(http.get(path_of("a"), {{"Authorization", "Bearer of nothing"}}).status, 401);
}

TEST(HotReads, ShowWhatAnotherProcessWroteWithinASecond) {
    const auto database = test::make_mysql_database();
    MarqueeProcess reading(test::serve_arguments(database->url()));
    MarqueeProcess writing(test::serve_arguments(database->url()));
    KeptClient reader(reading.port());
    KeptClient writer(writing.port());
    writer.request("PUT", path_of("a"), R"({"title": "Film"})");
    double longest = 0;
    for (int i = 0; i < 20; ++i) {
        await_hits(reading.port(), "a");
        const std::string text =
            i % 2 ? "Film " + std::to_string(i) : "\"count\":" + std::to_string(i / 2 + 1);
        const auto reply = i % 2 ? writer.request("PUT", path_of("a"), json{{"title", text}}.dump())
                                 : writer.rate("a", "u" + std::to_string(i), 5);
        EXPECT_EQ(reply.status, 200);
        const auto written = std::chrono::steady_clock::now();
        // Another process: at once is not promised.
        EXPECT_TRUE(
            await_true([&] { return cached(reader, "a").find(text) != std::string::npos; }));
        longest = std::max(longest, seconds_between(written, std::chrono::steady_clock::now()));
    }
    std::cout << "another process's writes were seen within " << longest << " s\n";
    // A second on a machine that has nothing else to do.
    EXPECT_LT(longest, 20);
}

TEST(HotReads, ServeNoRatingsOfAProcessThatIsGoneAndGoOnWhenItIsBack) {
    const auto database = test::make_mysql_database();
    test::TestEtcd etcd;
    const auto start = [&](const std::string& contexts, const std::string& peer) {
        return std::make_unique<MarqueeProcess>(test::serve_arguments(
            database->url(), {"--contexts", contexts, "--rpc-address", "127.0.0.1:0",
                              "--discovery-etcd", etcd.url(), "--peer", peer + "=etcd:"}));
    };
    const auto gateway = start("movie,metadata,identity", "rating");
    const int port = gateway->port();
    auto rating = start("rating", "identity");
    rating->port();
    KeptClient client(port);
    const auto rate = [&](int score) {
        return client.request("PUT", path_of("a") + "/ratings/me", json{{"score", score}}.dump());
    };
    const auto shows = [&](const std::string& text) {
        return cached(client, "a").find(text) != std::string::npos;
    };
    client.request("PUT", path_of("a"), R"({"title": "Film"})");
    EXPECT_TRUE(await_true([&] { return rate(1).status == 200; }));
    EXPECT_TRUE(shows("\"average\":1.0"));
    await_hits(port, "a");
    for (const int score : {3, 4}) {
        rating->send(SIGKILL);
        rating->wait();
        EXPECT_TRUE(await_true([&] { return shows("\"degraded\":[\"rating\"]"); }));
        // Nothing is served meanwhile, and nothing of it is kept.
        const double hits = hits_at(port);
        cached(client, "a");
        EXPECT_EQ(hits_at(port), hits);
        rating = start("rating", "identity");
        rating->port();
        EXPECT_TRUE(await_true([&] { return rate(score).status == 200; }));
        // It may have come to be known as there for others a moment ago.
        EXPECT_TRUE(
            await_true([&] { return shows("\"average\":" + std::to_string(score) + ".0"); }));
        await_hits(port, "a");
        EXPECT_EQ(rate(score + 1).status, 200);
        EXPECT_TRUE(shows("\"average\":" + std::to_string(score + 1) + ".0"));
    }
}

}  // namespace
}  // namespace marquee::app
