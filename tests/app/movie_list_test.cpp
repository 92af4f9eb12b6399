#include <atomic>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <signal.h>
#include <thread>

#include "tests/support/http_client.h"
#include "tests/support/kept_client.h"
#include "tests/support/listing_client.h"
#include "tests/support/marquee_process.h"
#include "tests/support/running_server.h"
#include "tests/support/test_database.h"

namespace marquee::app {
namespace {

using nlohmann::json;
using test::HttpClient;
using test::KeptClient;
using test::ListingClient;
using test::MarqueeProcess;
using test::RunningServer;
using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kSorts[] = {"-rating", "-votes", "-year", "year", "title", "-added"};

std::string id_of(int movie) {
    return "m" + std::to_string(movie);
}

json description_of(int movie) {
    return {{"title", "Film " + std::to_string(movie % 90)},
            {"release_year", 1920 + movie % 100},
            {"genres", {movie % 2 == 0 ? "Drama" : "Comedy", movie % 3 == 0 ? "Crime" : "War"}}};
}

json rating_of(int movie, const std::string& user, int score) {
    return {{"op", "put"},
            {"record_type", "movie"},
            {"record_id", id_of(movie)},
            {"user_id", user},
            {"score", score}};
}

/// `count` movies and some ratings of most of them; how many ratings.
std::size_t fill(int port, int count) {
    KeptClient client(port);
    json changes = json::array();
    for (int movie = 0; movie < count; ++movie) {
        client.request("PUT", "/v1/movies/" + id_of(movie), description_of(movie).dump());
        for (int user = 0; user < movie % 7; ++user) {
            changes.push_back(
                rating_of(movie, "u" + std::to_string(user), 1 + (movie + user) % 10));
        }
    }
    const auto reply =
        client.request("POST", "/v1/ratings:batch", json{{"changes", changes}}.dump());
    if (reply.status != 200) throw std::runtime_error(reply.body);
    return changes.size();
}

class MovieListOverEngines : public testing::TestWithParam<test::DatabaseKind> {
protected:
    static constexpr int kMovies = 300;

    void fill_and_await() { list.await_listed(kMovies, fill(running.port(), kMovies)); }

    const std::unique_ptr<test::TestDatabase> database = GetParam().make();
    RunningServer running{database->url()};
    HttpClient http{running.port()};
    ListingClient list{running.port()};
};

INSTANTIATE_TEST_SUITE_P(Engines, MovieListOverEngines, testing::ValuesIn(test::all_databases()),
                         testing::PrintToStringParamName());

TEST_P(MovieListOverEngines, SortsByWhatItShows) {
    fill_and_await();
    double last = 11;
    bool unrated = false;
    for (const auto& id : list.walk({{"sort", "-rating"}, {"page_size", "50"}})) {
        const auto rating = list.get("/v1/movies/" + id).at("rating");
        ASSERT_TRUE(rating.is_null() || !unrated) << "those that nobody has rated come last";
        unrated = rating.is_null();
        if (unrated) continue;
        EXPECT_LE(rating.at("weighted").get<double>(), last);
        last = rating.at("weighted").get<double>();
    }
    EXPECT_TRUE(unrated);
}

TEST_P(MovieListOverEngines, ShowsEachMovieOnceWhileRatingsChange) {
    fill_and_await();
    std::jthread writer([&](const std::stop_token& stop) {
        KeptClient client(running.port());
        std::minstd_rand random(7);
        while (!stop.stop_requested()) {
            client.rate(id_of(static_cast<int>(random() % kMovies)),
                        "w" + std::to_string(random() % 50), static_cast<int>(1 + random() % 10));
        }
    });
    for (const char* sort : kSorts) {
        const auto seen = list.walk({{"sort", sort}, {"page_size", "7"}});
        EXPECT_EQ(seen.size(), std::size_t{kMovies}) << sort;
        EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), std::size_t{kMovies}) << sort;
    }
}

TEST_P(MovieListOverEngines, CombinesAllConditions) {
    fill_and_await();
    const auto page = list.get("/v1/movies", {{"genre", "drama"},
                                              {"genre", "Crime"},
                                              {"year_from", "1930"},
                                              {"year_to", "1990"},
                                              {"min_votes", "3"},
                                              {"min_rating", "5.5"},
                                              {"include_total", "true"},
                                              {"facets", "genre,decade"},
                                              {"page_size", "100"}});
    std::size_t expected = 0;
    for (int movie = 0; movie < kMovies; ++movie) {
        const int votes = movie % 7;
        int sum = 0;
        for (int user = 0; user < votes; ++user) sum += 1 + (movie + user) % 10;
        const int year = 1920 + movie % 100;
        expected +=
            movie % 6 == 0 && year >= 1930 && year <= 1990 && votes >= 3 && 2 * sum >= 11 * votes;
    }
    ASSERT_GT(expected, 0u);
    EXPECT_EQ(page.at("items").size(), expected);
    EXPECT_EQ(page.at("total"), expected);
    std::size_t decades = 0;
    for (const auto& decade : page.at("facets").at("decade")) {
        decades += decade.at("count").get<std::size_t>();
    }
    EXPECT_EQ(decades, expected);
    EXPECT_EQ(page.at("facets").at("genre").at(0).at("count"), expected);
}

TEST_P(MovieListOverEngines, CountsGenres) {
    fill_and_await();
    EXPECT_EQ(list.get("/v1/genres").dump(),
              R"({"items":[{"count":150,"name":"Comedy"},{"count":100,"name":"Crime"},)"
              R"({"count":150,"name":"Drama"},{"count":200,"name":"War"}]})");
}

TEST_P(MovieListOverEngines, TakesNoTokenButItsOwn) {
    fill_and_await();
    const std::string token = list.get("/v1/movies", {{"sort", "-year"}}).at("next_page_token");
    const auto status = [&](const ListingClient::Parameters& parameters) {
        return http.get(ListingClient::target("/v1/movies", parameters)).status;
    };
    EXPECT_EQ(status({{"sort", "-year"}, {"page_token", token}}), 200);
    EXPECT_EQ(status({{"sort", "-year"}, {"page_size", "3"}, {"page_token", token}}), 200);
    EXPECT_EQ(status({{"sort", "year"}, {"page_token", token}}), 400);
    EXPECT_EQ(status({{"sort", "-year"}, {"genre", "War"}, {"page_token", token}}), 400);
    for (std::size_t i = 0; i < token.size(); i += 7) {
        std::string changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_EQ(status({{"sort", "-year"}, {"page_token", changed}}), 400) << i;
    }
}

TEST_P(MovieListOverEngines, AnswersBadQuestionsWithTheReason) {
    const auto status = [&](const ListingClient::Parameters& parameters) {
        return http.get(ListingClient::target("/v1/movies", parameters)).status;
    };
    list.await([&] { return status({}) == 200; });
    EXPECT_EQ(status({{"sort", "rating"}}), 400);
    EXPECT_EQ(status({{"sort", "relevance"}}), 400);
    EXPECT_EQ(status({{"year_from", "2000"}, {"year_to", "1999"}}), 400);
    EXPECT_EQ(http.get("/v1/movies?q=" + std::string(10'000, 'a')).status, 400);
    EXPECT_EQ(status({{"q", std::string("a\0b", 3)}}), 400);
    EXPECT_EQ(status({{"q", "a\nb"}}), 400);
    EXPECT_EQ(status({{"q", "\xFF"}}), 400);
    EXPECT_EQ(status({{"min_rating", "nan"}}), 400);
    EXPECT_EQ(status({{"min_rating", "0.5"}}), 400);
    EXPECT_EQ(status({{"min_votes", "-1"}}), 400);
    EXPECT_EQ(status({{"min_votes", "99999999999999999999"}}), 400);
    EXPECT_EQ(status({{"year_from", "19x"}}), 400);
    EXPECT_EQ(status({{"facets", "people"}}), 400);
    EXPECT_EQ(status({{"include_total", "yes"}}), 400);
    EXPECT_EQ(status({{"q", "a"}, {"q", "b"}}), 400);
    EXPECT_EQ(status({{"page_token", "x"}}), 400);
    EXPECT_EQ(status({{"offset", "1"}}), 400);
    for (const char* odd : {"...", "(((", "a OR b", "^$", "*", "%", "' OR 1=1 --", "\\", "🎬"}) {
        EXPECT_EQ(status({{"q", odd}}), 200) << odd;
        EXPECT_EQ(status({{"person", odd}}), 200) << odd;
        EXPECT_EQ(http.get(ListingClient::target("/v1/suggest", {{"q", odd}})).status, 200) << odd;
    }
    EXPECT_EQ(http.get("/v1/suggest").status, 400);
}

TEST_P(MovieListOverEngines, TellsItsLag) {
    list.await([&] {
        const auto metrics = http.get("/metrics").body;
        return metrics.find("marquee_listing_lag_events{context=\"rating\"} 0") !=
                   std::string::npos &&
               metrics.find("marquee_listing_lag_seconds{context=\"metadata\"} 0") !=
                   std::string::npos;
    });
}

TEST_P(MovieListOverEngines, IsRebuiltAndVerifiedByCommand) {
    fill_and_await();
    const auto verify = [&] {
        return test::run_marquee({"movies", "verify", "--database-url", database->url()});
    };
    auto verdict = verify();
    EXPECT_EQ(verdict.exit_code, 0) << verdict.out << verdict.err;
    EXPECT_THAT(verdict.out, HasSubstr("300 movies and 257 rated ones compared; 0 differed"));

    database->run(
        "UPDATE movie_tally SET histogram = '9,0,0,0,0,0,0,0,0,0', rating_count = 9 "
        "WHERE movie_id = 'm8'");
    database->run("DELETE FROM movie_entry WHERE movie_id = 'm9'");
    verdict = verify();
    EXPECT_EQ(verdict.exit_code, 3);
    EXPECT_THAT(verdict.out, HasSubstr("m8: has 1 ratings"));
    EXPECT_THAT(verdict.out, HasSubstr("m9: is in the catalogue, but not listed"));

    const auto rebuilt =
        test::run_marquee({"movies", "rebuild", "--database-url", database->url()});
    EXPECT_EQ(rebuilt.exit_code, 0) << rebuilt.err;
    EXPECT_EQ(verify().exit_code, 0);
    // The server goes on with what was rebuilt.
    http.put("/v1/movies/later", R"({"title": "Later"})");
    list.await([&] {
        return list.ids({{"sort", "-added"}}).front() == "later" &&
               list.ids({{"q", "film 9"}}).size() > 1;
    });
    EXPECT_THAT(list.walk({{"page_size", "100"}}), testing::SizeIs(kMovies + 1));
}

/// The index of a server on SQLite, which lies beside the database.
class MovieListIndex : public testing::Test {
protected:
    std::filesystem::path folder() const {
        return database->url().substr(std::string("sqlite://").size()) + ".index";
    }
    void spoil(bool remove) const {
        for (const auto& file : std::filesystem::recursive_directory_iterator(folder())) {
            if (!file.is_regular_file() || file.path().extension() == ".lock") continue;
            if (remove) {
                std::filesystem::remove(file.path());
            } else {
                std::ofstream(file.path(), std::ios::binary | std::ios::trunc)
                    << std::string(20'000, 'x');
            }
        }
    }
    static bool finds(const ListingClient& list) {
        const auto page = list.get("/v1/movies", {{"q", "film"}, {"include_total", "true"}});
        return !page.contains("degraded") && page.at("total") == kMovies;
    }

    static constexpr int kMovies = 100;
    const std::unique_ptr<test::TestDatabase> database = test::make_sqlite_database();
};

TEST_F(MovieListIndex, IsMadeAnewWhenItIsSpoiledWhileStopped) {
    {
        const RunningServer running(database->url());
        ListingClient(running.port()).await_listed(kMovies, fill(running.port(), kMovies));
    }
    for (const bool remove : {false, true}) {
        spoil(remove);
        const RunningServer running(database->url());
        const ListingClient list(running.port());
        list.await([&] { return HttpClient(running.port()).get("/v1/movies").status == 200; });
        list.await([&] { return finds(list); });
    }
    std::filesystem::remove_all(folder());
    const RunningServer running(database->url());
    const ListingClient list(running.port());
    list.await([&] { return HttpClient(running.port()).get("/v1/movies").status == 200; });
    list.await([&] { return finds(list); });
}

TEST_F(MovieListIndex, IsMadeAnewWhenItIsSpoiledWhileRunning) {
    const RunningServer running(database->url());
    const HttpClient http(running.port());
    const ListingClient list(running.port());
    list.await_listed(kMovies, fill(running.port(), kMovies));
    for (const bool remove : {false, true}) {
        spoil(remove);
        // Never an error page, whatever is asked meanwhile.
        for (int i = 0; i < 20; ++i) {
            const auto reply = http.get("/v1/movies?q=film+" + std::to_string(i));
            EXPECT_EQ(reply.status, 200) << reply.body;
        }
        const std::string id = remove ? "removed" : "overwritten";
        http.put("/v1/movies/" + id, json{{"title", "Zebra " + id}}.dump());
        list.await([&] { return list.ids({{"q", "zebra " + id}}) == std::vector{id}; });
        list.await([&] {
            return list.get("/v1/movies", {{"q", "film"}, {"include_total", "true"}}).at("total") ==
                   kMovies;
        });
    }
}

TEST(MovieListInstances, GoOnWhenTheOneThatFollowsIsKilled) {
    const auto database = test::make_mysql_database();
    std::optional<MarqueeProcess> first(test::serve_arguments(database->url()));
    const int first_port = first->port();
    MarqueeProcess second(test::serve_arguments(database->url()));
    const int second_port = second.port();
    constexpr int kMovies = 40;
    const std::size_t before = fill(first_port, kMovies);
    ListingClient(second_port).await_listed(kMovies, before);

    std::atomic<int> written = 0;
    std::jthread writer([&](const std::stop_token& stop) {
        KeptClient client(second_port);
        for (int i = 0; !stop.stop_requested(); ++i) {
            const auto reply = client.rate(id_of(i % kMovies), "k" + std::to_string(i), 1 + i % 10);
            if (reply.status == 200) ++written;
        }
    });
    const ListingClient list(second_port);
    list.await([&] { return written > 100; });
    first->send(SIGKILL);
    const int at_kill = written;
    list.await([&] { return written > at_kill + 200; });
    writer.request_stop();
    writer.join();
    list.await([&] { return list.votes() == before + static_cast<std::size_t>(written); });

    const auto verdict = test::run_marquee({"movies", "verify", "--database-url", database->url()});
    EXPECT_EQ(verdict.exit_code, 0) << verdict.out << verdict.err;
    // Each source's position is that of its last event: none was left out or counted twice.
    EXPECT_EQ(database->value("SELECT audience_position FROM movie_list WHERE live = 1"),
              database->value("SELECT position FROM rating_event_head"));
    EXPECT_EQ(database->value("SELECT rating_count FROM movie_list WHERE live = 1"),
              database->value("SELECT SUM(rating_count) FROM rating_total"));
    const auto listed = list.walk({{"sort", "-rating"}});
    const auto rebuilt =
        test::run_marquee({"movies", "rebuild", "--database-url", database->url()});
    EXPECT_EQ(rebuilt.exit_code, 0) << rebuilt.err;
    list.await(
        [&] { return database->value("SELECT generation FROM movie_list WHERE live = 1") == "2"; });
    EXPECT_EQ(list.walk({{"sort", "-rating"}}), listed);
}

}  // namespace
}  // namespace marquee::app
