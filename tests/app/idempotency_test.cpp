#include <atomic>
#include <csignal>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <thread>

#include "tests/support/http_client.h"
#include "tests/support/marquee_process.h"
#include "tests/support/running_server.h"
#include "tests/support/test_database.h"

namespace marquee::app {
namespace {

using nlohmann::json;
using test::HttpClient;
using test::HttpReply;
using test::MarqueeProcess;
using test::RunningServer;
using test::serve_arguments;

constexpr const char* kBody = R"({"title": "Amélie", "release_year": 2001})";
constexpr const char* kOther = R"({"title": "Delicatessen"})";

HttpReply add(int port, const std::string& key, const std::string& body = kBody,
              test::HttpFields fields = {}) {
    fields.emplace_back("Idempotency-Key", key);
    return HttpClient(port).post("/v1/movies", body, fields);
}

bool is_replay(const HttpReply& reply) {
    return reply.header("Idempotency-Replayed") == "true";
}

std::string code_of(const HttpReply& reply) {
    return json::parse(reply.body).value("code", "");
}

void expect_same(const HttpReply& again, const HttpReply& first) {
    EXPECT_EQ(again.status, first.status);
    EXPECT_EQ(again.body, first.body);
    for (const char* field : {"Location", "ETag", "Content-Type"}) {
        EXPECT_EQ(again.header(field), first.header(field));
    }
}

class IdempotencyOverEngines : public testing::TestWithParam<test::DatabaseKind> {
protected:
    std::string movies() const { return database->value("SELECT COUNT(*) FROM metadata_movie"); }
    std::string reserved() const {
        return database->value("SELECT reserved_id FROM idempotency_answer");
    }
    void end_leases() const { database->run("UPDATE idempotency_answer SET lease_until = 0"); }

    /// From now on what `event` (as in "UPDATE ON a") would do fails.
    void break_before(const std::string& name, const std::string& event) const {
        const bool sqlite = database->url().starts_with("sqlite");
        database->run("CREATE TRIGGER " + name + " BEFORE " + event +
                      (sqlite ? " BEGIN SELECT RAISE(ABORT, 'broken'); END"
                              : " FOR EACH ROW SIGNAL SQLSTATE '45000'"));
    }
    void mend(const std::string& name) const { database->run("DROP TRIGGER " + name); }

    const std::unique_ptr<test::TestDatabase> database = GetParam().make();
};

INSTANTIATE_TEST_SUITE_P(Engines, IdempotencyOverEngines, testing::ValuesIn(test::all_databases()),
                         testing::PrintToStringParamName());

TEST_P(IdempotencyOverEngines, GivesTheFirstAnswerAgainEvenAfterARestart) {
    HttpReply first;
    {
        RunningServer server(database->url());
        first = add(server.port(), "k");
        EXPECT_EQ(first.status, 201);
        EXPECT_FALSE(is_replay(first));
        const auto again = add(server.port(), "k");
        EXPECT_TRUE(is_replay(again));
        expect_same(again, first);
        EXPECT_NE(again.header("X-Request-Id"), first.header("X-Request-Id"));
        // What became of the movie since is not asked.
        EXPECT_EQ(HttpClient(server.port()).remove(*first.header("Location")).status, 204);
    }
    RunningServer server(database->url());
    const auto again = add(server.port(), "k");
    EXPECT_TRUE(is_replay(again));
    expect_same(again, first);
    EXPECT_EQ(movies(), "0");
    EXPECT_EQ(add(server.port(), "k2").status, 201);
    EXPECT_EQ(movies(), "1");
}

TEST_P(IdempotencyOverEngines, GivesTheFirstAnswerAgainByEveryInstance) {
    RunningServer one(database->url());
    RunningServer other(database->url());
    const auto first = add(one.port(), "k");
    const auto again = add(other.port(), "k");
    EXPECT_TRUE(is_replay(again));
    expect_same(again, first);
    EXPECT_EQ(movies(), "1");
}

TEST_P(IdempotencyOverEngines, GivesTheFirstAnswerAgainInTheFormThatIsAskedFor) {
    RunningServer server(database->url());
    const auto first = add(server.port(), "k");
    const auto packed = add(server.port(), "k", kBody, {{"Accept", "application/cbor"}});
    EXPECT_TRUE(is_replay(packed));
    EXPECT_EQ(packed.status, 201);
    EXPECT_EQ(packed.header("Content-Type"), "application/cbor");
    EXPECT_EQ(json::from_cbor(packed.body), json::parse(first.body));
    EXPECT_NE(packed.header("ETag"), first.header("ETag"));
    EXPECT_EQ(add(server.port(), "k", kBody, {{"Accept", "image/png"}}).status, 406);
}

TEST_P(IdempotencyOverEngines, RefusesAnotherBodyAndMalformedKeys) {
    RunningServer server(database->url());
    EXPECT_EQ(add(server.port(), "k").status, 201);
    const auto other = add(server.port(), "k", kOther);
    EXPECT_EQ(other.status, 422);
    EXPECT_EQ(code_of(other), "idempotency_key_reused");
    EXPECT_EQ(other.header("Content-Type"), "application/problem+json");
    for (const auto& key : {std::string("a b"), std::string(256, 'k'), std::string("\xc3\xa9")}) {
        const auto malformed = add(server.port(), key);
        EXPECT_EQ(malformed.status, 400) << key;
        EXPECT_EQ(json::parse(malformed.body)["errors"][0]["field"], "Idempotency-Key");
    }
    EXPECT_EQ(movies(), "1");
}

TEST_P(IdempotencyOverEngines, IgnoresKeysWhereTheyMeanNothing) {
    RunningServer server(database->url());
    const HttpClient client(server.port());
    for (const char* key : {"k", "k", "not a key"}) {
        const auto reply = client.put("/v1/movies/tt1", kBody, {{"Idempotency-Key", key}});
        EXPECT_LT(reply.status, 300);
        EXPECT_FALSE(is_replay(reply));
    }
    EXPECT_EQ(database->value("SELECT COUNT(*) FROM idempotency_answer"), "0");
}

TEST_P(IdempotencyOverEngines, KeepsRefusalsOfTheRequestAndNotThoseOfTheMoment) {
    RunningServer server(database->url());
    const auto bad = add(server.port(), "k", R"({"title": ""})");
    EXPECT_EQ(bad.status, 400);
    const auto again = add(server.port(), "k", R"({"title": ""})");
    EXPECT_TRUE(is_replay(again));
    expect_same(again, bad);

    const HttpClient client(server.port());
    const std::string named = R"({"id": "tt1", "title": "A"})";
    EXPECT_EQ(client.put("/v1/movies/tt1", R"({"title": "A"})").status, 201);
    for (int i = 0; i < 2; ++i) {
        const auto taken = add(server.port(), "k1", named);
        EXPECT_EQ(taken.status, 409);
        EXPECT_EQ(code_of(taken), "conflict");
    }
    EXPECT_EQ(client.remove("/v1/movies/tt1").status, 204);
    const auto added = add(server.port(), "k1", named);
    EXPECT_EQ(added.status, 201) << added.body;
}

TEST_P(IdempotencyOverEngines, ForgetsAnswersThatExpired) {
    {
        RunningServer server(database->url());
        const auto first = add(server.port(), "k");
        database->run("UPDATE idempotency_answer SET expires_at = 1");
        const auto second = add(server.port(), "k", kOther);
        EXPECT_EQ(second.status, 201);
        EXPECT_NE(second.header("Location"), first.header("Location"));
        database->run("UPDATE idempotency_answer SET expires_at = 1");
    }
    // The server tidies up when it starts.
    RunningServer server(database->url());
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (database->value("SELECT COUNT(*) FROM idempotency_answer") != "0") {
        ASSERT_LT(std::chrono::steady_clock::now(), give_up);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

using ConcurrentIdempotencyOverEngines = IdempotencyOverEngines;

INSTANTIATE_TEST_SUITE_P(Engines, ConcurrentIdempotencyOverEngines,
                         testing::ValuesIn(test::all_databases()),
                         testing::PrintToStringParamName());

TEST_P(ConcurrentIdempotencyOverEngines, AddsAMovieOnce) {
    RunningServer server(database->url());
    std::vector<std::string> bodies(8);
    std::vector<std::thread> threads;
    for (auto& body : bodies) {
        threads.emplace_back([&] {
            HttpReply reply;
            do {
                reply = add(server.port(), "k");
            } while (reply.status == 409);
            body = reply.body;
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(bodies, std::vector<std::string>(bodies.size(), bodies.front()));
    EXPECT_EQ(movies(), "1");
}

/// The same with the real program, killed where it is told to fail.
class IdempotencyCrash : public IdempotencyOverEngines {
protected:
    void serve() { server_.emplace(serve_arguments(database->url())); }
    void kill() {
        server_->send(SIGKILL);
        EXPECT_EQ(server_->wait(), 128 + SIGKILL);
    }
    int port() { return server_->port(); }

    /// Nobody else may have the request before the lease is over; then it is `first`, if there is
    /// one, and done once.
    HttpReply expect_resumed(const std::string& body) {
        serve();
        const auto early = add(port(), "k", body);
        EXPECT_EQ(early.status, 409);
        EXPECT_EQ(code_of(early), "idempotency_key_in_use");
        EXPECT_TRUE(early.header("Retry-After"));
        EXPECT_EQ(add(port(), "k", kOther).status, 422);
        end_leases();
        const auto resumed = add(port(), "k", body);
        EXPECT_EQ(resumed.status, 201) << resumed.body;
        EXPECT_FALSE(is_replay(resumed));
        const auto again = add(port(), "k", body);
        EXPECT_TRUE(is_replay(again));
        expect_same(again, resumed);
        EXPECT_EQ(movies(), "1");
        return resumed;
    }

    std::optional<MarqueeProcess> server_;
};

INSTANTIATE_TEST_SUITE_P(Engines, IdempotencyCrash, testing::ValuesIn(test::all_databases()),
                         testing::PrintToStringParamName());

TEST_P(IdempotencyCrash, BeforeTheKeyIsStoredLeavesNothing) {
    serve();
    port();
    break_before("no_key", "INSERT ON idempotency_answer");
    EXPECT_GE(add(port(), "k").status, 400);
    kill();
    mend("no_key");
    EXPECT_EQ(movies(), "0");
    serve();
    EXPECT_EQ(add(port(), "k", kOther).status, 201);
    EXPECT_EQ(movies(), "1");
}

TEST_P(IdempotencyCrash, BeforeTheMovieIsStoredLetsTheNextTryAddIt) {
    serve();
    port();
    break_before("no_movie", "INSERT ON metadata_movie");
    break_before("no_end", "UPDATE ON idempotency_answer");
    break_before("no_removal", "DELETE ON idempotency_answer");
    EXPECT_GE(add(port(), "k").status, 400);
    kill();
    for (const char* name : {"no_movie", "no_end", "no_removal"}) mend(name);
    EXPECT_EQ(movies(), "0");
    const std::string id = reserved();
    EXPECT_EQ(expect_resumed(kBody).header("Location"), "/v1/movies/" + id);
}

TEST_P(IdempotencyCrash, BeforeTheAnswerIsStoredAddsNoSecondMovie) {
    for (const char* body : {kBody, R"({"id": "tt1", "title": "A"})"}) {
        serve();
        port();
        break_before("no_end", "UPDATE ON idempotency_answer");
        const auto first = add(port(), "k", body);
        EXPECT_EQ(first.status, 201);
        kill();
        mend("no_end");
        expect_same(expect_resumed(body), first);
        kill();
        database->run("DELETE FROM metadata_movie");
        database->run("DELETE FROM idempotency_answer");
    }
}

TEST_P(IdempotencyCrash, AfterTheAnswerIsStoredGivesItAgain) {
    serve();
    const auto first = add(port(), "k");
    kill();
    serve();
    const auto again = add(port(), "k");
    EXPECT_TRUE(is_replay(again));
    expect_same(again, first);
    EXPECT_EQ(movies(), "1");
}

TEST_P(IdempotencyCrash, AtAnyMomentAddsEachMovieOnce) {
    constexpr int kRounds = 6;
    std::mt19937 random(20'26);
    // The Location that each key was answered with, if it was.
    std::map<std::string, std::string> answered;
    int number = 0;
    serve();
    for (int round = 0; round < kRounds; ++round) {
        const int at = port();
        std::thread client([&, at] {
            try {
                while (true) {
                    const std::string key = "k" + std::to_string(++number);
                    answered[key];
                    const auto reply = add(at, key, R"({"title": ")" + key + R"("})");
                    answered[key] = reply.header("Location").value_or("none");
                }
            } catch (const std::runtime_error&) {
                // No answer came: what became of the last key is not known.
            }
        });
        std::this_thread::sleep_for(
            std::chrono::milliseconds(std::uniform_int_distribution<>(20, 200)(random)));
        kill();
        client.join();
        serve();
    }
    end_leases();
    for (const auto& [key, location] : answered) {
        const auto reply = add(port(), key, R"({"title": ")" + key + R"("})");
        EXPECT_EQ(reply.status, 201) << reply.body;
        if (!location.empty()) {
            EXPECT_EQ(reply.header("Location"), location);
        }
    }
    EXPECT_GT(answered.size(), static_cast<std::size_t>(kRounds));
    EXPECT_EQ(movies(), std::to_string(answered.size()));
    EXPECT_EQ(database->value("SELECT COUNT(DISTINCT title) FROM metadata_movie"), movies());
}

}  // namespace
}  // namespace marquee::app
