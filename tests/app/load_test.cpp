#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <string>
#include <thread>

#include "tests/support/kept_client.h"
#include "tests/support/marquee_process.h"
#include "tests/support/running_server.h"
#include "tests/support/test_database.h"

namespace marquee::app {
namespace {

using test::HttpReply;
using test::KeptClient;
using test::RunningServer;

constexpr int kClients = 32;
#ifdef __SANITIZE_THREAD__
constexpr int kWrites = 2'000;
#else
constexpr int kWrites = 20'000;
#endif
constexpr int kMovies = 100;
constexpr int kUsers = 600;

class ConcurrentLoad : public testing::TestWithParam<test::DatabaseKind> {
protected:
    const std::unique_ptr<test::TestDatabase> database = GetParam().make();
};

INSTANTIATE_TEST_SUITE_P(Engines, ConcurrentLoad, testing::ValuesIn(test::all_databases()),
                         testing::PrintToStringParamName());

/// The answers of one client.
struct Tally {
    int stored = 0;
    int retried = 0;
    /// The first answer that nobody promised.
    std::string surprise;
    std::set<std::string> rated;
};

/// Half of all writes go to one movie; users come back, at several clients at the same time.
void write(int port, unsigned seed, Tally& tally) {
    std::minstd_rand random(seed);
    const auto below = [&](int limit) {
        return std::uniform_int_distribution<>(0, limit - 1)(random);
    };
    KeptClient client(port);
    while (tally.stored < kWrites / kClients) {
        const std::string movie = below(2) == 0 ? "hot" : "m" + std::to_string(below(kMovies));
        const std::string user = "u" + std::to_string(below(kUsers));
        const int score = 1 + below(10);
        HttpReply reply = client.rate(movie, user, score);
        while (reply.status == 503 && reply.header("Retry-After")) {
            ++tally.retried;
            reply = client.rate(movie, user, score);
        }
        if (reply.status != 200) {
            tally.surprise = reply.body;
            return;
        }
        ++tally.stored;
        tally.rated.insert(movie + "/" + user);
    }
}

TEST_P(ConcurrentLoad, SummariesEqualARecountOfTheRatings) {
    RunningServer running(database->url());
    std::vector<Tally> tallies(kClients);
    std::vector<std::thread> clients;
    for (unsigned i = 0; i < kClients; ++i) {
        clients.emplace_back([&, i] { write(running.port(), i + 1, tallies[i]); });
    }
    for (auto& client : clients) client.join();

    std::set<std::string> rated;
    int stored = 0;
    for (const auto& tally : tallies) {
        EXPECT_EQ(tally.surprise, "");
        rated.insert(tally.rated.begin(), tally.rated.end());
        stored += tally.stored;
    }
    EXPECT_EQ(stored, kWrites / kClients * kClients);
    const auto verdict = test::run_marquee(
        {"ratings", "verify", "--database-url=" + database->url(), "--log-level=error"});
    EXPECT_EQ(verdict.exit_code, 0) << verdict.out << verdict.err;
    EXPECT_EQ(database->value("SELECT COUNT(*) FROM rating_score"), std::to_string(rated.size()));
    EXPECT_EQ(database->value("SELECT SUM(rating_count) FROM rating_summary"),
              std::to_string(rated.size()));
}

}  // namespace
}  // namespace marquee::app
