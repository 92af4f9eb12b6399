#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "tests/support/http_client.h"
#include "tests/support/listing_client.h"
#include "tests/support/running_server.h"
#include "tests/support/search_cases.h"
#include "tests/support/test_database.h"

namespace marquee::app {
namespace {

using nlohmann::json;
using test::ListingClient;
using test::RunningServer;
using testing::Each;
using testing::ElementsAre;

std::vector<std::string> texts_in(std::string_view list) {
    std::vector<std::string> texts;
    std::istringstream stream{std::string(list)};
    for (std::string text; std::getline(stream, text, ';');) texts.push_back(text);
    return texts;
}

json description_of(const test::SearchedFilm& film) {
    json cast = json::array();
    for (const auto& person : texts_in(film.people)) cast.push_back({{"name", person}});
    json description{{"title", film.title},
                     {"release_year", film.year},
                     {"alternative_titles", texts_in(film.alternative_titles)},
                     {"cast", std::move(cast)},
                     {"keywords", texts_in(film.keywords)}};
    if (!film.original_title.empty()) description["original_title"] = film.original_title;
    return description;
}

/// The films and their votes, on a server.
class SearchOverEngines : public testing::TestWithParam<test::DatabaseKind> {
protected:
    SearchOverEngines() {
        json changes = json::array();
        for (const auto& film : test::searched_films()) {
            http.put("/v1/movies/" + std::string(film.id), description_of(film).dump());
            for (int voter = 0; voter < film.votes; ++voter) {
                changes.push_back({{"op", "put"},
                                   {"record_type", "movie"},
                                   {"record_id", film.id},
                                   {"user_id", "u" + std::to_string(voter)},
                                   {"score", 7}});
            }
        }
        const auto rated = http.post("/v1/ratings:batch", json{{"changes", changes}}.dump());
        if (rated.status != 200) throw std::runtime_error(rated.body);
        client.await_listed(test::searched_films().size(), changes.size());
    }

    const std::unique_ptr<test::TestDatabase> database = GetParam().make();
    RunningServer running{database->url()};
    test::HttpClient http{running.port()};
    ListingClient client{running.port()};
};

INSTANTIATE_TEST_SUITE_P(Engines, SearchOverEngines, testing::ValuesIn(test::all_databases()),
                         testing::PrintToStringParamName());

TEST_P(SearchOverEngines, FindsWhatIsMeant) {
    ASSERT_GE(test::search_cases().size(), 150u);
    for (const auto& [query, first] : test::search_cases()) {
        const auto found = client.ids({{"q", std::string(query)}});
        EXPECT_EQ(found.empty() ? "" : found.front(), first) << "q=" << query;
    }
}

TEST_P(SearchOverEngines, SuggestsWhileSomebodyTypes) {
    for (const auto& [typed, first] :
         std::vector<std::pair<std::string, std::string>>{{"s", "shawshank"},
                                                          {"sp", "spider"},
                                                          {"spi", "spider"},
                                                          {"spir", "chihiro"},
                                                          {"the sha", "shawshank"},
                                                          {"ame", "amelie"},
                                                          {"千", "chihiro"},
                                                          {"기생", "parasite"}}) {
        const auto items = client.get("/v1/suggest", {{"q", typed}}).at("items");
        ASSERT_FALSE(items.empty()) << typed;
        EXPECT_LE(items.size(), 10u);
        EXPECT_EQ(items[0].at("id"), first) << typed;
    }
    EXPECT_TRUE(client.get("/v1/suggest", {{"q", " "}}).at("items").empty());
}

TEST_P(SearchOverEngines, NarrowsAndSortsWhatItFinds) {
    EXPECT_THAT(client.ids({{"person", "stanley KUBRICK"}, {"sort", "year"}}),
                ElementsAre("strangelove", "odyssey", "shining"));
    EXPECT_THAT(client.ids({{"person", "Kubrick"}, {"year_from", "1965"}, {"sort", "-votes"}}),
                ElementsAre("shining", "odyssey"));
    EXPECT_THAT(client.ids({{"q", "star"}, {"sort", "-year"}, {"year_to", "2010"}}),
                ElementsAre("trek", "empire", "starwars"));
    EXPECT_THAT(client.ids({{"q", "solaris"}, {"sort", "title"}}),
                ElementsAre("solaris72", "solaris02"));
    EXPECT_THAT(client.ids({{"q", "solaris"}, {"person", "george clooney"}}),
                ElementsAre("solaris02"));
    EXPECT_THAT(client.ids({{"person", "nobody of that name"}}), ElementsAre());
    const auto counted = client.get(
        "/v1/movies", {{"q", "star"}, {"include_total", "true"}, {"facets", "decade,genre"}});
    EXPECT_EQ(counted.at("total"), counted.at("items").size());
    EXPECT_EQ(counted.at("facets").at("genre"), json::array());
    EXPECT_FALSE(counted.at("facets").at("decade").empty());
}

TEST_P(SearchOverEngines, PagesThroughWhatItFinds) {
    const auto all = client.ids({{"q", "s"}, {"page_size", "100"}});
    EXPECT_GT(all.size(), 20u);
    EXPECT_EQ(client.walk({{"q", "s"}, {"page_size", "3"}}), all);
}

TEST_P(SearchOverEngines, FollowsWhatChanges) {
    http.put("/v1/movies/matrix", R"({"title": "Something Else"})");
    http.remove("/v1/movies/pulp");
    http.put("/v1/movies/new", R"({"title": "Brand New Film"})");
    client.await([&] { return client.ids({{"q", "brand new film"}}).size() == 1; });
    client.await([&] { return client.ids({{"q", "pulp fiction"}}).empty(); });
    EXPECT_THAT(client.ids({{"q", "something else"}}), ElementsAre("matrix"));
    EXPECT_THAT(client.ids({{"q", "the matrix"}}), ElementsAre("matrix2"));
}

}  // namespace
}  // namespace marquee::app
