#include <csignal>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <thread>

#include "tests/support/http_client.h"
#include "tests/support/kept_client.h"
#include "tests/support/marquee_process.h"
#include "tests/support/test_database.h"
#include "tests/support/test_mysql.h"

namespace marquee::app {
namespace {

using nlohmann::json;
using test::HttpClient;
using test::KeptClient;
using test::MarqueeProcess;
using test::run_marquee;
using test::serve_arguments;
using testing::HasSubstr;
using testing::Not;

constexpr int kRounds = 20;
constexpr unsigned kClients = 8;
constexpr int kUsersPerClient = 6;
constexpr int kMovies = 40;

class Crash : public testing::TestWithParam<test::DatabaseKind> {
protected:
    std::vector<std::string> with_database(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--database-url", database->url()});
        return arguments;
    }

    const std::unique_ptr<test::TestDatabase> database = GetParam().make();
};

INSTANTIATE_TEST_SUITE_P(Engines, Crash, testing::ValuesIn(test::all_databases()),
                         testing::PrintToStringParamName());

/// Comes true within a minute, or the test fails.
template <class Condition>
void await(Condition condition) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!condition()) {
        ASSERT_LT(std::chrono::steady_clock::now(), give_up);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

/// What may be stored of one rating: the score that was acknowledged last, or one of those that
/// were under way after it when the server was killed.
struct Expected {
    bool acknowledged = false;
    std::set<int> scores;
};

/// Scores by movie, and those by user.
using Scores = std::map<std::string, int>;
using Opinions = std::map<std::string, Scores>;

/// A client whose users nobody else writes for, and what it was promised.
class Writer {
public:
    explicit Writer(unsigned number) : number_(number), random_(number + 1) {}

    /// Writes until the server is gone.
    void write(int port) {
        KeptClient client(port);
        try {
            while (true) write_one(client);
        } catch (const std::runtime_error&) {
            // No answer came: the write that was under way stays among the possible ones.
        }
    }

    void expect_kept(int port) const {
        KeptClient client(port);
        for (int i = 0; i < kUsersPerClient; ++i) {
            const auto found = stored(client, user(i));
            const auto known = expected_.find(user(i));
            if (known != expected_.end()) compare(known->second, found);
        }
    }

    /// Its users' histories are what the events say.
    void expect_stored(int port, const Opinions& opinions) const {
        KeptClient client(port);
        for (int i = 0; i < kUsersPerClient; ++i) {
            const auto told = opinions.find(user(i));
            EXPECT_EQ(stored(client, user(i)), told == opinions.end() ? Scores() : told->second);
        }
    }

    int acknowledged() const { return acknowledged_; }
    const std::string& surprise() const { return surprise_; }

private:
    int below(int limit) { return std::uniform_int_distribution<>(0, limit - 1)(random_); }

    std::string user(int i) const {
        return "u" + std::to_string(number_) + "-" + std::to_string(i);
    }

    void write_one(KeptClient& client) {
        const std::string movie = below(2) == 0 ? "hot" : "m" + std::to_string(below(kMovies));
        const std::string name = user(below(kUsersPerClient));
        const int score = 1 + below(10);
        auto& expected = expected_[name][movie];
        expected.scores.insert(score);
        const auto reply = client.rate(movie, name, score);
        if (reply.status != 200) {
            surprise_ = reply.body;
            return;
        }
        expected = {true, {score}};
        ++acknowledged_;
    }

    static Scores stored(KeptClient& client, const std::string& user) {
        const auto reply = client.request("GET", "/v1/users/" + user + "/ratings?page_size=100");
        EXPECT_EQ(reply.status, 200) << reply.body;
        Scores scores;
        const auto page = json::parse(reply.body);
        for (const auto& item : page.at("items")) {
            scores[item.at("record_id")] = item.at("score");
        }
        return scores;
    }

    static void compare(const std::map<std::string, Expected>& expected, const Scores& found) {
        for (const auto& [movie, rating] : expected) {
            const auto score = found.find(movie);
            if (score == found.end()) {
                EXPECT_FALSE(rating.acknowledged) << "a rating of " << movie << " was lost";
            } else {
                EXPECT_TRUE(rating.scores.contains(score->second))
                    << movie << " has the score " << score->second << ", which nobody gave";
            }
        }
    }

    unsigned number_;
    std::minstd_rand random_;
    /// By user and movie.
    std::map<std::string, std::map<std::string, Expected>> expected_;
    int acknowledged_ = 0;
    std::string surprise_;
};

/// What the events come to that tell of ratings.
Opinions told_by_events(int port) {
    KeptClient client(port);
    Opinions opinions;
    std::int64_t after = 0;
    while (true) {
        const auto reply =
            client.request("GET", "/v1/ratings/events?limit=1000&after=" + std::to_string(after));
        EXPECT_EQ(reply.status, 200) << reply.body;
        const auto page = json::parse(reply.body);
        for (const auto& event : page.at("events")) {
            EXPECT_EQ(event.at("position"), ++after);
            const auto& payload = event.at("payload");
            opinions[payload.at("user_id")][payload.at("record_id")] = payload.at("score");
        }
        if (page.at("events").empty()) return opinions;
    }
}

TEST_P(Crash, KeepsEveryAcknowledgedRating) {
    std::mt19937 random(20'26);
    std::vector<Writer> writers;
    for (unsigned i = 0; i < kClients; ++i) writers.emplace_back(i);
    auto server = std::make_unique<MarqueeProcess>(serve_arguments(database->url()));
    for (int round = 0; round < kRounds && !HasFailure(); ++round) {
        SCOPED_TRACE("round " + std::to_string(round));
        const int port = server->port();
        std::vector<std::thread> threads;
        for (auto& writer : writers) threads.emplace_back([&, port] { writer.write(port); });
        std::this_thread::sleep_for(
            std::chrono::milliseconds(std::uniform_int_distribution<>(50, 400)(random)));
        server->send(SIGKILL);
        EXPECT_EQ(server->wait(), 128 + SIGKILL);
        for (auto& thread : threads) thread.join();
        EXPECT_THAT(server->err(), Not(HasSubstr(test::kDatabasePassword)));

        server = std::make_unique<MarqueeProcess>(serve_arguments(database->url()));
        for (const auto& writer : writers) {
            writer.expect_kept(server->port());
            EXPECT_EQ(writer.surprise(), "");
        }
    }
    int acknowledged = 0;
    for (const auto& writer : writers) acknowledged += writer.acknowledged();
    EXPECT_GT(acknowledged, kRounds);
    const auto told = told_by_events(server->port());
    for (const auto& writer : writers) writer.expect_stored(server->port(), told);
    const auto verify = run_marquee(with_database({"ratings", "verify"}));
    EXPECT_EQ(verify.exit_code, 0) << verify.out;
}

/// A folder that has to be imported in many batches.
class LargeDataSet {
public:
    static constexpr int kMovieCount = 700;
    static constexpr int kUserCount = 400;
    static constexpr int kRatingCount = kUserCount * kMovieCount / 2;

    LargeDataSet() {
        std::ofstream links(folder() / "links.csv");
        std::ofstream movies(folder() / "movies.csv");
        std::ofstream ratings(folder() / "ratings.csv");
        links << "movieId,imdbId,tmdbId\n";
        movies << "movieId,title,genres\n";
        ratings << "userId,movieId,rating,timestamp\n";
        for (int movie = 1; movie <= kMovieCount; ++movie) {
            links << movie << "," << 1'000'000 + movie << "," << movie << "\n";
            movies << movie << ",Film " << movie << " (1994),Drama\n";
        }
        for (int user = 1; user <= kUserCount; ++user) {
            for (int movie = 1 + user % 2; movie <= kMovieCount; movie += 2) {
                ratings << user << "," << movie << "," << 1 + (user + movie) % 5 << ".0,"
                        << 964'982'703 + user * 1000 + movie << "\n";
            }
        }
    }
    std::filesystem::path folder() const { return place_.folder(); }

private:
    test::TestSqlite place_;
};

std::vector<std::string> fingerprint(test::TestDatabase& database) {
    std::vector<std::string> values;
    for (const char* sql :
         {"SELECT COUNT(*) FROM metadata_movie",
          "SELECT SUM(LENGTH(title) * release_year) FROM metadata_movie",
          "SELECT COUNT(*) FROM metadata_external_id", "SELECT COUNT(*) FROM rating_score",
          "SELECT SUM(score * (rated_at / 1000 % 10007)) FROM rating_score",
          "SELECT SUM(rating_count) FROM rating_summary",
          "SELECT SUM(score_sum * h5 + h3) FROM rating_summary",
          "SELECT SUM(rating_count) FROM rating_total"}) {
        values.push_back(database.value(sql));
    }
    return values;
}

TEST_P(Crash, FinishesAnImportThatWasKilled) {
    const LargeDataSet data;
    const auto import = with_database({"import", "movielens", data.folder().string()});
    EXPECT_EQ(run_marquee(with_database({"migrate", "up"})).exit_code, 0);
    for (const int rows : {1, LargeDataSet::kRatingCount / 2}) {
        MarqueeProcess killed(import);
        await([&] {
            return !killed.running() ||
                   std::stoi(database->value("SELECT COUNT(*) FROM rating_score")) >= rows;
        });
        killed.send(SIGKILL);
        killed.wait();
    }
    const auto finished = run_marquee(import);
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    // Nor do the revisions change, on which a client's If-Match rests.
    const auto revisions = database->value("SELECT SUM(revision % 1000003) FROM metadata_movie");
    const auto again = run_marquee(import);
    EXPECT_THAT(again.out, HasSubstr("\n0 changes\n"));
    EXPECT_EQ(database->value("SELECT SUM(revision % 1000003) FROM metadata_movie"), revisions);
    EXPECT_EQ(run_marquee(with_database({"ratings", "verify"})).exit_code, 0);
    // Each change was told once, whichever run made it.
    EXPECT_EQ(database->value("SELECT COUNT(*) FROM rating_score"),
              std::to_string(LargeDataSet::kRatingCount));
    const std::string user = "\"ml-";
    EXPECT_EQ(database->value("SELECT SUM(LENGTH(payload) - LENGTH(REPLACE(payload, '" + user +
                              "', ''))) FROM rating_event"),
              std::to_string(LargeDataSet::kRatingCount * user.size()));
    EXPECT_EQ(database->value("SELECT COUNT(*) FROM metadata_event"),
              std::to_string(LargeDataSet::kMovieCount));

    const auto whole = GetParam().make();
    EXPECT_EQ(
        run_marquee({"import", "movielens", data.folder().string(), "--database-url", whole->url()})
            .exit_code,
        0);
    EXPECT_EQ(fingerprint(*database), fingerprint(*whole));
}

TEST_P(Crash, LetsPeopleRateWhileAnImportRuns) {
    const LargeDataSet data;
    MarqueeProcess server(serve_arguments(database->url()));
    KeptClient client(server.port());
    MarqueeProcess import(with_database({"import", "movielens", data.folder().string()}));
    int rated = 0;
    while (import.running()) {
        const std::string movie = "tt" + std::to_string(1'000'001 + rated % 700);
        const auto reply = client.rate(movie, "ann-" + std::to_string(rated), rated % 10 + 1);
        ASSERT_EQ(reply.status, 200) << reply.body;
        ++rated;
    }
    EXPECT_EQ(import.wait(), 0) << import.err();
    EXPECT_GT(rated, 0);
    EXPECT_EQ(database->value("SELECT COUNT(*) FROM rating_score"),
              std::to_string(LargeDataSet::kRatingCount + rated));
    const auto verify = run_marquee(with_database({"ratings", "verify"}));
    EXPECT_EQ(verify.exit_code, 0) << verify.out;
    // The list of the server that ran beside it comes to have them all.
    await([&] {
        const auto reply = client.request("GET", "/v1/movies?sort=-votes&page_size=1");
        const auto page = json::parse(reply.body);
        return reply.status == 200 && !page.at("items").empty() &&
               page.at("items").at(0).at("rating").at("count").get<int>() >=
                   LargeDataSet::kUserCount / 2;
    });
}

TEST_P(Crash, FinishesRemovalsThatWereCutOff) {
    {
        MarqueeProcess server(serve_arguments(database->url()));
        KeptClient client(server.port());
        for (const std::string movie : {"requested", "undescribed", "kept"}) {
            EXPECT_EQ(client.request("PUT", "/v1/movies/" + movie, R"({"title": "A"})").status,
                      201);
            EXPECT_EQ(client.rate(movie, "u1", 7).status, 200);
        }
    }
    // As a server leaves them that dies after recording the removal, and after the first step.
    database->run("DELETE FROM metadata_movie WHERE id = 'undescribed'");
    for (const std::string row :
         {"'requested', 'requested', (SELECT revision FROM metadata_movie WHERE id = 'requested')",
          "'undescribed', 'described_no_more', 1"}) {
        database->run(
            "INSERT INTO movie_removal (movie_id, step, revision, requested_at, worker, "
            "lease_until) VALUES (" +
            row + ", 4102444800000, 'dead', 1)");
    }
    MarqueeProcess server(serve_arguments(database->url()));
    const HttpClient client(server.port());
    await([&] { return database->value("SELECT COUNT(*) FROM movie_removal") == "0"; });
    for (const std::string movie : {"requested", "undescribed"}) {
        EXPECT_EQ(client.get("/v1/movies/" + movie).status, 404);
        EXPECT_EQ(json::parse(client.get("/v1/ratings/movie/" + movie).body)["count"], 0);
        EXPECT_EQ(client.get("/v1/ratings/movie/" + movie + "/users/u1").status, 404);
    }
    EXPECT_EQ(json::parse(client.get("/v1/movies/kept").body)["rating"]["count"], 1);
}

}  // namespace
}  // namespace marquee::app
