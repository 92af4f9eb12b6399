#include "interfaces/movie/movie_list_routes.h"

#include <bit>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

#include "application/movie/movie_list_service.h"
#include "interfaces/json/page_signer.h"
#include "tests/support/fake_listing_repository.h"
#include "tests/support/fake_movie_finder.h"
#include "tests/support/route_client.h"

namespace marquee::movie {
namespace {

using http::blamed;
using http::document;
using http::Response;
using nlohmann::ordered_json;
using testing::ElementsAre;
using testing::HasSubstr;

class MovieListRoutes : public testing::Test {
protected:
    MovieListRoutes() {
        finder_.found.generation =
            listing_.begin({}, 0, 0, std::chrono::minutes(1), false).value().generation;
        lease_ = {finder_.found.generation, 1};
    }

    void describe(const std::string& id, const MovieDescription& description) {
        const Timestamp at(std::chrono::milliseconds(1795176000123));
        listing_.fill({}, lease_, {Described{{MovieId(id), description, 1, at, at}}});
    }

    Response list(const std::string& query = "") {
        return client_.send("GET", "/v1/movies" + query);
    }

    /// What the list asked for to answer `query`.
    MovieQuery asked(const std::string& query) {
        const Response response = list(query);
        EXPECT_EQ(response.status, 200) << query << response.body;
        return finder_.query;
    }

    /// The token that the list gives for the page after `position`.
    std::string token(const std::string& query, const ListPosition& position) {
        finder_.found.next = position;
        return document(list(query)).at("next_page_token");
    }

    /// The query "?a=b" with a token in it.
    Response follow(const std::string& query, const std::string& token) {
        return list(query + (query.empty() ? "?" : "&") + "page_token=" + token);
    }

    FakeMovieFinder finder_;
    FakeListingRepository listing_;
    ListingLease lease_;
    MovieListService service_{finder_, listing_, 25};
    json::PageSigner signer_{std::string(32, 's')};
    http::RouteClient client_{movie_list_routes(service_, signer_)};
};

constexpr double kLargest = std::numeric_limits<double>::max();
const ListPosition kPosition{3, 9, 100'836, 706'123, 2, -8.722, "ses7en \"quoted\"\n\xE5\x8D\x83",
                             42};

TEST_F(MovieListRoutes, ListTheBestRatedWithoutBeingAskedMore) {
    EXPECT_EQ(list().body, R"({"items":[]})");
    EXPECT_EQ(finder_.query, MovieQuery{});
    EXPECT_EQ(finder_.query.sort, MovieSort::best_rated);
    EXPECT_EQ(finder_.limit, 20U);
    EXPECT_FALSE(finder_.after);
    EXPECT_FALSE(finder_.options.total);
    EXPECT_FALSE(finder_.options.genre_facet);
    EXPECT_FALSE(finder_.options.decade_facet);
}

TEST_F(MovieListRoutes, ShowMoviesAsTheirOwnRoutesDo) {
    MovieDescription description;
    description.title = "The Shawshank Redemption";
    description.release_year = 1994;
    description.genres = {"Crime", "Drama"};
    describe("tt0111161", description);
    RatingTally tally;
    tally.histogram = {0, 2, 0, 2, 0, 24, 15, 72, 49, 153};
    listing_.fill({}, lease_, {Rated{MovieId("tt0111161"), tally}});
    description = {};
    description.title = "Unrated";
    describe("b", description);
    finder_.found.rating_count = 317;
    finder_.found.score_sum = 2808;
    finder_.found.numbers = {1, 2};
    const auto items = document(list()).at("items");
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(
        items[0].dump(),
        R"({"id":"tt0111161","title":"The Shawshank Redemption","original_title":null,)"
        R"("alternative_titles":[],"description":null,"release_year":1994,)"
        R"("runtime_minutes":null,"genres":["Crime","Drama"],"directors":[],"cast":[],)"
        R"("keywords":[],"poster_url":null,"external_ids":{},)"
        R"("rating":{"average":8.858,"count":317,"weighted":8.858,)"
        R"("histogram":[0,2,0,2,0,24,15,72,49,153]},)"
        R"("created_at":"2026-11-20T12:00:00.123Z","updated_at":"2026-11-20T12:00:00.123Z"})");
    EXPECT_EQ(items[1].at("id"), "b");
    EXPECT_TRUE(items[1].at("rating").is_null());
    EXPECT_FALSE(items[1].contains("degraded"));
}

TEST_F(MovieListRoutes, TakeEveryCondition) {
    const MovieQuery query = asked(
        "?q=wall%C2%B7e+2&genre=Drama&person=Ana+B&genre=Sci-Fi&year_from=1990&year_to=2001"
        "&min_rating=7.5&min_votes=10&sort=title&page_size=3&include_total=true"
        "&facets=decade");
    EXPECT_EQ(query.text,
              "wall\xC2\xB7"
              "e 2");
    EXPECT_EQ(query.person, "Ana B");
    EXPECT_THAT(query.genres, ElementsAre("Drama", "Sci-Fi"));
    EXPECT_EQ(query.year_from, 1990);
    EXPECT_EQ(query.year_to, 2001);
    EXPECT_EQ(query.min_rating, 7.5);
    EXPECT_EQ(query.min_votes, 10);
    EXPECT_EQ(query.sort, MovieSort::title);
    EXPECT_EQ(finder_.limit, 3U);
    EXPECT_TRUE(finder_.options.total);
    EXPECT_FALSE(finder_.options.genre_facet);
    EXPECT_TRUE(finder_.options.decade_facet);
}

TEST_F(MovieListRoutes, TakeEverySort) {
    EXPECT_EQ(asked("?q=a&sort=relevance").sort, MovieSort::relevance);
    EXPECT_EQ(asked("?sort=-rating").sort, MovieSort::best_rated);
    EXPECT_EQ(asked("?sort=-votes").sort, MovieSort::most_rated);
    EXPECT_EQ(asked("?sort=-year").sort, MovieSort::newest_release);
    EXPECT_EQ(asked("?sort=year").sort, MovieSort::oldest_release);
    EXPECT_EQ(asked("?sort=title").sort, MovieSort::title);
    EXPECT_EQ(asked("?sort=-added").sort, MovieSort::latest_added);
    EXPECT_EQ(asked("?q=a").sort, MovieSort::relevance);
    EXPECT_EQ(asked("?q=a&sort=-rating").sort, MovieSort::best_rated);
    EXPECT_EQ(asked("?person=a").sort, MovieSort::best_rated);
}

TEST_F(MovieListRoutes, TakeBlankTextForNone) {
    // Ideographic spaces are spaces, too.
    for (const char* query : {"?q=", "?q", "?q=+%20", "?q=%E3%80%80", "?person=&q=", "?person=+"}) {
        EXPECT_EQ(asked(query), MovieQuery{}) << query;
    }
    EXPECT_EQ(blamed(list("?q=+&sort=relevance"), "sort"),
              "can be relevance only with q, which says what is relevant");
}

TEST_F(MovieListRoutes, TakeTextInNormalForm) {
    const MovieQuery query = asked("?q=e%CC%81&person=o%CC%88&genre=a%CC%8A");
    EXPECT_EQ(query.text, "\xC3\xA9");
    EXPECT_EQ(query.person, "\xC3\xB6");
    EXPECT_THAT(query.genres, ElementsAre("\xC3\xA5"));
}

TEST_F(MovieListRoutes, TakeNumbersInPlainNotation) {
    EXPECT_EQ(asked("?min_rating=7").min_rating, 7);
    EXPECT_EQ(asked("?min_rating=07.250").min_rating, 7.25);
    EXPECT_EQ(asked("?year_from=0&year_to=9999").year_from, 0);
    EXPECT_EQ(asked("?min_votes=9223372036854775807").min_votes,
              std::numeric_limits<std::int64_t>::max());
    for (const char* number :
         {"", "+7", "-7", "7.", ".5", "7,5", "7e0", "0x7", "nan", "inf", "infinity", "7.5.1", " 7",
          "7+", "%00", "7%00", "seven", "%D9%A7", "1e400"}) {
        EXPECT_EQ(blamed(list(std::string("?min_rating=") + number), "min_rating"),
                  "must be a number from 1 to 10")
            << number;
    }
    for (const char* number :
         {"", "-1", "+1", "1994.0", "1994.", "1e3", "x", "0x7CA", "99999999999999999999"}) {
        const std::string text = number;
        EXPECT_EQ(blamed(list("?year_from=" + text), "year_from"), "must be a year, such as 1994");
        EXPECT_EQ(blamed(list("?year_to=" + text), "year_to"), "must be a year, such as 1994");
        EXPECT_EQ(blamed(list("?min_votes=" + text), "min_votes"),
                  "must be a whole number of at least 0");
    }
}

TEST_F(MovieListRoutes, TellWhatIsWrongWithAnUnknownSort) {
    for (const char* sort :
         {"", "rating", "-title", "TITLE", "-relevance", "title%00", "%2Btitle"}) {
        EXPECT_EQ(blamed(list(std::string("?sort=") + sort), "sort"),
                  "must be one of relevance, -rating, -votes, -year, year, title, -added")
            << sort;
    }
}

TEST_F(MovieListRoutes, RefuseContradictoryFilters) {
    const Response response = list("?year_from=2000&year_to=1999");
    EXPECT_EQ(response.status, 400);
    EXPECT_NE(blamed(response, "year_from"), "");
    EXPECT_NE(blamed(response, "year_to"), "");
    EXPECT_EQ(list("?year_from=1999&year_to=1999").status, 200);
    EXPECT_NE(blamed(list("?sort=relevance"), "sort"), "");
}

TEST_F(MovieListRoutes, RefuseTextThatNobodyTypes) {
    const std::string tens_of_thousands(10'000, 'a');
    for (const char* field : {"q", "person", "genre"}) {
        const auto ask = [&](const std::string& value) {
            return list("?" + std::string(field) + "=" + value);
        };
        EXPECT_THAT(blamed(ask(tens_of_thousands), field), HasSubstr("characters, not 10000"));
        for (const char* control : {"a%00b", "%00", "a%0Ab", "%1B[0m", "%7F", "%C2%85"}) {
            EXPECT_EQ(blamed(ask(control), field), "must not contain control characters")
                << control;
        }
        for (const char* broken : {"%FF", "%C3", "%C3%28", "%ED%A0%80", "%C0%80", "%", "%4"}) {
            EXPECT_EQ(ask(broken).status, 400) << broken;
        }
    }
    EXPECT_EQ(finder_.searches, 0);
}

TEST_F(MovieListRoutes, SearchForAnyOtherText) {
    for (const char* text : {"%3F%21", "...", ".*", "%5Ba-z%5D%2B%28", "title%3Ax+AND+NOT+%22",
                             "%27+OR+1%3D1+--", "%25_%5C", "%F0%9F%8E%AC", "%E5%8D%83"}) {
        EXPECT_EQ(list(std::string("?q=") + text).status, 200) << text;
        EXPECT_EQ(list(std::string("?person=") + text).status, 200) << text;
    }
}

TEST_F(MovieListRoutes, RefuseTooManyGenres) {
    std::string query = "?genre=1";
    for (int i = 2; i <= 10; ++i) query += "&genre=" + std::to_string(i);
    EXPECT_EQ(list(query).status, 200);
    EXPECT_EQ(blamed(list(query + "&genre=11"), "genre"), "must be there at most 10 times");
    EXPECT_EQ(blamed(list("?genre="), "genre"), "must not be blank");
}

TEST_F(MovieListRoutes, RefuseWhatIsRepeatedOrUnknown) {
    for (const char* name : {"q", "person", "year_from", "year_to", "min_rating", "min_votes",
                             "sort", "page_size", "page_token", "include_total", "facets"}) {
        const std::string parameter = std::string(name) + "=1";
        EXPECT_EQ(blamed(list("?" + parameter + "&" + parameter), name), "is there more than once");
    }
    for (const char* name : {"genres", "Q", "offset", "page", "limit"}) {
        EXPECT_THAT(blamed(list("?" + std::string(name) + "=1"), name), HasSubstr("is not known"));
    }
}

TEST_F(MovieListRoutes, LowerAPageSizeThatIsTooLarge) {
    EXPECT_EQ(list("?page_size=1000").status, 200);
    EXPECT_EQ(finder_.limit, 100U);
    EXPECT_EQ(list("?page_size=1").status, 200);
    EXPECT_EQ(finder_.limit, 1U);
    for (const char* size : {"0", "-1", "x", "", "1.5", "1%00"}) {
        EXPECT_NE(blamed(list(std::string("?page_size=") + size), "page_size"), "") << size;
    }
}

TEST_F(MovieListRoutes, TellTheTotalWhenAsked) {
    finder_.found.total = 9742;
    EXPECT_EQ(list("?include_total=true").body, R"({"items":[],"total":9742})");
    EXPECT_TRUE(finder_.options.total);
    list("?include_total=false");
    EXPECT_FALSE(finder_.options.total);
    for (const char* flag : {"", "1", "True", "yes"}) {
        EXPECT_EQ(blamed(list(std::string("?include_total=") + flag), "include_total"),
                  "must be true or false");
    }
}

TEST_F(MovieListRoutes, TellFacetsInAnyOrder) {
    finder_.found.genres = {{"Drama", 3}, {"Crime", 1}};
    finder_.found.decades = {{"2000", 1}, {"1990", 3}};
    for (const char* query : {"?facets=genre,decade", "?facets=decade,genre"}) {
        EXPECT_EQ(list(query).body,
                  R"({"items":[],"facets":{)"
                  R"("genre":[{"value":"Drama","count":3},{"value":"Crime","count":1}],)"
                  R"("decade":[{"value":2000,"count":1},{"value":1990,"count":3}]}})");
        EXPECT_TRUE(finder_.options.genre_facet);
        EXPECT_TRUE(finder_.options.decade_facet);
    }
    finder_.found.genres = std::vector<FacetCount>{};
    finder_.found.decades.reset();
    EXPECT_EQ(list("?facets=genre").body, R"({"items":[],"facets":{"genre":[]}})");
    EXPECT_TRUE(finder_.options.genre_facet);
    EXPECT_FALSE(finder_.options.decade_facet);
    for (const char* facets : {"", "year", "Genre", "genre,", ",genre", "genre,,decade",
                               "genre;decade", "genre,+decade", "genre%00"}) {
        EXPECT_EQ(blamed(list(std::string("?facets=") + facets), "facets"),
                  "must be genre, decade or both, with a comma between")
            << facets;
    }
}

TEST_F(MovieListRoutes, SayThatThereMayBeMore) {
    finder_.found.incomplete = true;
    EXPECT_EQ(list().body, R"({"items":[],"degraded":["search"]})");
    EXPECT_EQ(client_.send("GET", "/v1/suggest?q=a").body, R"({"items":[],"degraded":["search"]})");
}

TEST_F(MovieListRoutes, LeadFromPageToPage) {
    const std::string next = token("?q=a&sort=title", kPosition);
    EXPECT_EQ(follow("?q=a&sort=title", next).status, 200);
    EXPECT_EQ(finder_.after, kPosition);
    finder_.found.next.reset();
    EXPECT_FALSE(document(follow("?q=a&sort=title", next)).contains("next_page_token"));
}

TEST_F(MovieListRoutes, ComeBackToExactlyTheSamePlace) {
    using Limits = std::numeric_limits<double>;
    for (const double key : {0.0, -0.0, 0.1, 1.0 / 3, -8.7219999999999995, 9007199254740993.0,
                             kLargest, -kLargest, Limits::min(), Limits::denorm_min(),
                             1 + Limits::epsilon(), Limits::infinity(), -Limits::infinity()}) {
        ListPosition position = kPosition;
        position.key = key;
        EXPECT_EQ(follow("", token("", position)).status, 200) << key;
        EXPECT_EQ(finder_.after, position) << key;
        EXPECT_EQ(std::bit_cast<std::uint64_t>(finder_.after.value().key),
                  std::bit_cast<std::uint64_t>(key))
            << key;
    }
    const std::int64_t most = std::numeric_limits<std::int64_t>::max();
    for (const auto& title :
         std::vector<std::string>{"", " ", "\n", "\\\"'[],:", std::string("\0\x01\x7F", 3),
                                  "\xF0\x9F\x8E\xAC\xE5\x8D\x83", "\xEF\xBF\xBF\xF4\x8F\xBF\xBF",
                                  std::string(3000, 'x')}) {
        const ListPosition position{most, most, most, most, 7, 1, title, most};
        EXPECT_EQ(follow("", token("", position)).status, 200) << title;
        EXPECT_EQ(finder_.after, position) << title;
    }
}

TEST_F(MovieListRoutes, KeepATokenToItsQuery) {
    const std::vector<std::string> queries = {
        "",
        "?q=a",
        "?q=b",
        "?person=a",
        "?q=a&person=b",
        "?q=a&sort=-rating",
        "?genre=a",
        "?genre=a&genre=b",
        "?genre=a,b",
        "?genre=a%22,%22b",
        "?year_from=1990",
        "?year_to=1990",
        "?year_from=1990&year_to=1990",
        "?min_rating=5",
        "?min_rating=5.5",
        "?min_votes=5",
        "?sort=-votes",
        "?sort=-year",
        "?sort=year",
        "?sort=title",
        "?sort=-added",
    };
    for (const auto& query : queries) {
        const std::string next = token(query, kPosition);
        for (const auto& other : queries) {
            const Response response = follow(other, next);
            EXPECT_EQ(response.status, query == other ? 200 : 400) << query << " and " << other;
            EXPECT_EQ(blamed(response, "page_token") == "", query == other);
        }
    }
}

TEST_F(MovieListRoutes, TakeATokenForTheSameQueryInOtherWords) {
    const std::string next = token("?genre=a&genre=b", kPosition);
    for (const char* query :
         {"?genre=b&genre=a", "?genre=a&genre=b&sort=-rating", "?q=&genre=a&genre=b",
          "?page_size=7&genre=a&genre=b", "?include_total=true&genre=a&genre=b",
          "?facets=genre&genre=a&genre=b"}) {
        EXPECT_EQ(follow(query, next).status, 200) << query;
        EXPECT_EQ(finder_.after, kPosition) << query;
    }
    EXPECT_EQ(follow("?q=a&sort=relevance", token("?q=a", kPosition)).status, 200);
    EXPECT_EQ(follow("?min_rating=7.50", token("?min_rating=7.5", kPosition)).status, 200);
}

TEST_F(MovieListRoutes, RefuseATokenThatIsNotTheirs) {
    const std::string good = token("", kPosition);
    const auto expect_refused = [&](const std::string& bad) {
        EXPECT_THAT(blamed(follow("", bad), "page_token"), HasSubstr("is not one that this list"))
            << bad;
    };
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string changed = good;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        expect_refused(changed);
    }
    for (const auto& bad : {std::string(), std::string("x"), std::string("%00"), good + "A",
                            good + "%3D", good + "%00", good.substr(1), good + good}) {
        expect_refused(bad);
    }
    const json::PageSigner other(std::string(32, 't'));
    const http::RouteClient stranger(movie_list_routes(service_, other));
    expect_refused(document(stranger.send("GET", "/v1/movies")).at("next_page_token"));
}

TEST_F(MovieListRoutes, SuggestTitles) {
    MovieDescription description;
    description.title = "Am\xC3\xA9lie";
    description.original_title = "Le Fabuleux Destin";
    description.release_year = 2001;
    describe("a", description);
    description = {};
    description.title = "Amelia";
    describe("b", description);
    finder_.found.numbers = {1, 2};
    EXPECT_EQ(client_.send("GET", "/v1/suggest?q=ame+l").body,
              "{\"items\":[{\"id\":\"a\",\"title\":\"Am\xC3\xA9lie\","
              "\"original_title\":\"Le Fabuleux Destin\",\"release_year\":2001},"
              R"({"id":"b","title":"Amelia","original_title":null,"release_year":null}]})");
    EXPECT_EQ(finder_.query.text, "ame l");
    EXPECT_EQ(finder_.limit, 10U);
}

TEST_F(MovieListRoutes, SuggestNothingForBlankText) {
    for (const char* query : {"?q=", "?q", "?q=+", "?q=%E3%80%80"}) {
        const Response response = client_.send("GET", std::string("/v1/suggest") + query);
        EXPECT_EQ(response.status, 200) << query;
        EXPECT_EQ(response.body, R"({"items":[]})") << query;
    }
    EXPECT_EQ(finder_.searches, 0);
}

TEST_F(MovieListRoutes, RefuseBadTextForSuggestions) {
    const auto suggest = [&](const std::string& query) {
        return client_.send("GET", "/v1/suggest" + query);
    };
    EXPECT_THAT(blamed(suggest(""), "q"), HasSubstr("is needed"));
    EXPECT_NE(blamed(suggest("?q=%00"), "q"), "");
    EXPECT_NE(blamed(suggest("?q=" + std::string(10'000, 'a')), "q"), "");
    EXPECT_NE(blamed(suggest("?q=a&q=b"), "q"), "");
    EXPECT_EQ(suggest("?q=%FF").status, 400);
    EXPECT_NE(blamed(suggest("?q=a&limit=3"), "limit"), "");
    EXPECT_EQ(suggest("?q=a").status, 200);
}

TEST_F(MovieListRoutes, TellTheGenres) {
    EXPECT_EQ(client_.send("GET", "/v1/genres").body, R"({"items":[]})");
    finder_.all_genres = {{"Crime", 1}, {"Drama", 2}};
    EXPECT_EQ(client_.send("GET", "/v1/genres").body,
              R"({"items":[{"name":"Crime","count":1},{"name":"Drama","count":2}]})");
    EXPECT_NE(blamed(client_.send("GET", "/v1/genres?q=a"), "q"), "");
}

TEST_F(MovieListRoutes, AreThereToBeReadOnly) {
    for (const char* path : {"/v1/movies", "/v1/suggest", "/v1/genres"}) {
        EXPECT_EQ(client_.send("DELETE", path).status, 405) << path;
    }
}

}  // namespace
}  // namespace marquee::movie
