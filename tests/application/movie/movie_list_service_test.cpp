#include "application/movie/movie_list_service.h"

#include <functional>
#include <gtest/gtest.h>
#include <limits>

#include "tests/support/fake_listing_repository.h"
#include "tests/support/fake_movie_finder.h"
#include "tests/support/thrown.h"

namespace marquee::movie {
namespace {

using namespace std::string_literals;
using Fields = std::vector<std::string>;

constexpr double kPriorWeight = 2;

CatalogueEntry entry(const std::string& id, const std::string& title) {
    CatalogueEntry result{MovieId(id), {}, 7, {}, {}};
    result.description.title = title;
    return result;
}

RatingTally tally(int score, std::int64_t count) {
    RatingTally result;
    result.histogram[static_cast<std::size_t>(score - 1)] = count;
    return result;
}

class MovieLists : public testing::Test {
protected:
    /// A generation of the listing with these in it, numbered from 1 as they come.
    ListingLease listing_of(const std::vector<MovieChange>& states) {
        const auto lease = listing_.begin({}, 0, 0, std::chrono::minutes(1), false).value();
        listing_.fill({}, lease, states);
        return lease;
    }

    MoviePage list(const MovieQuery& query = {}) {
        return service_.list({}, query, {}, std::nullopt, 20);
    }

    /// The fields that are to blame for a query.
    Fields blamed(const std::function<void(MovieQuery&)>& change) {
        MovieQuery query;
        change(query);
        const auto error = error_of([&] { list(query); });
        Fields fields;
        if (!error) return fields;
        EXPECT_EQ(error->code(), ErrorCode::invalid);
        for (const auto& [field, message] : error->fields()) fields.push_back(field);
        return fields;
    }

    FakeMovieFinder finder_;
    FakeListingRepository listing_;
    MovieListService service_{finder_, listing_, kPriorWeight};
};

TEST_F(MovieLists, ShowWhatWasFoundInItsOrder) {
    const auto lease = listing_of(
        {Described{entry("a", "A")}, Described{entry("b", "B")}, Described{entry("c", "C")}});
    finder_.found.generation = lease.generation;
    finder_.found.numbers = {3, 1};
    const auto page = list();
    ASSERT_EQ(page.movies.size(), 2U);
    EXPECT_EQ(page.movies[0].entry, entry("c", "C"));
    EXPECT_EQ(page.movies[1].entry, entry("a", "A"));
    EXPECT_FALSE(page.movies[0].rating);
    EXPECT_FALSE(page.movies[0].rating_unknown);
}

TEST_F(MovieLists, WeighRatingsByTheMeanOfAllScores) {
    const auto lease =
        listing_of({Described{entry("a", "A")}, Described{entry("b", "B")},
                    Rated{MovieId("a"), tally(10, 2)}, Rated{MovieId("b"), tally(4, 1)}});
    finder_.found.generation = lease.generation;
    finder_.found.rating_count = 6;
    finder_.found.score_sum = 36;
    finder_.found.numbers = {1, 2};
    const auto movies = list().movies;
    ASSERT_EQ(movies.size(), 2U);
    const auto& best = movies[0].rating.value();
    EXPECT_DOUBLE_EQ(best.average, 10);
    EXPECT_EQ(best.count, 2);
    EXPECT_DOUBLE_EQ(best.weighted, 0.5 * 10 + 0.5 * 6);
    EXPECT_EQ(best.histogram, tally(10, 2).histogram);
    EXPECT_DOUBLE_EQ(movies[1].rating.value().weighted, (1 * 4.0 + 2 * 6.0) / 3);
}

TEST_F(MovieLists, ReadTheGenerationThatWasSearched) {
    listing_of({Described{entry("a", "Live")}, Rated{MovieId("a"), tally(2, 50)}});
    const auto next = listing_of({Described{entry("a", "Next")}, Rated{MovieId("a"), tally(9, 1)}});
    finder_.found.generation = next.generation;
    finder_.found.rating_count = 1;
    finder_.found.score_sum = 9;
    finder_.found.numbers = {1};
    const auto movies = list().movies;
    ASSERT_EQ(movies.size(), 1U);
    EXPECT_EQ(movies[0].entry.description.title, "Next");
    EXPECT_DOUBLE_EQ(movies[0].rating.value().weighted, 9);
}

TEST_F(MovieLists, LeaveOutWhatIsGone) {
    const auto lease = listing_of({Described{entry("a", "A")}, Described{entry("b", "B")}});
    listing_.fill({}, lease, {Undescribed{MovieId("a")}});
    finder_.found.generation = lease.generation;
    finder_.found.numbers = {1, 2, 99};
    finder_.found.next = ListPosition{};
    const auto page = list();
    ASSERT_EQ(page.movies.size(), 1U);
    EXPECT_EQ(page.movies[0].entry.id, MovieId("b"));
    EXPECT_TRUE(page.next) << "the list goes on all the same";
    finder_.found.generation = lease.generation + 1;
    EXPECT_TRUE(list().movies.empty());
}

TEST_F(MovieLists, AskForWhatTheyAreAsked) {
    MovieQuery query{"q", "p", {"Drama"}, 1990, 1999, 7.5, 10, MovieSort::title};
    const ListPosition after{1, 2, 3, 4, 5, 6, "seven", 8};
    service_.list({}, query, {true, false, true}, after, 33);
    EXPECT_EQ(finder_.query, query);
    EXPECT_TRUE(finder_.options.total);
    EXPECT_FALSE(finder_.options.genre_facet);
    EXPECT_TRUE(finder_.options.decade_facet);
    EXPECT_EQ(finder_.after, after);
    EXPECT_EQ(finder_.limit, 33U);
}

TEST_F(MovieLists, PassOnWhatIsToldOfAll) {
    EXPECT_FALSE(list().next);
    EXPECT_FALSE(list().total);
    EXPECT_FALSE(list().genres);
    EXPECT_FALSE(list().decades);
    EXPECT_FALSE(list().incomplete);
    const ListPosition next{1, 2, 3, 4, 5, 6, "seven", 8};
    finder_.found = {1, 0, 0, {}, next, 12, {{{"Drama", 3}}}, {{{"1990", 2}}}, true};
    const auto page = list();
    EXPECT_EQ(page.next, next);
    EXPECT_EQ(page.total, 12);
    EXPECT_EQ(page.genres, (std::vector<FacetCount>{{"Drama", 3}}));
    EXPECT_EQ(page.decades, (std::vector<FacetCount>{{"1990", 2}}));
    EXPECT_TRUE(page.incomplete);
}

TEST_F(MovieLists, BlameTheFieldThatIsWrong) {
    using Q = MovieQuery;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    const std::vector<std::pair<Fields, std::function<void(Q&)>>> cases = {
        {{"q"}, [](Q& q) { q.text = std::string(501, 'a'); }},
        {{"q"}, [](Q& q) { q.text = std::string(10'000, 'a'); }},
        {{"q"}, [](Q& q) { q.text = "a\nb"; }},
        {{"q"}, [](Q& q) { q.text = "a\0b"s; }},
        {{"q"}, [](Q& q) { q.text = "a\x7F"; }},
        {{"q"}, [](Q& q) { q.text = "\xC3("; }},
        {{"person"}, [](Q& q) { q.person = std::string(201, 'a'); }},
        {{"person"}, [](Q& q) { q.person = "\x01"; }},
        {{"genre"}, [](Q& q) { q.genres.assign(11, "Drama"); }},
        {{"genre"},
         [](Q& q) {
             q.genres = {"Drama", std::string(201, 'a')};
         }},
        {{"genre"}, [](Q& q) { q.genres = {""}; }},
        {{"genre"}, [](Q& q) { q.genres = {"\xFF"}; }},
        {{"year_from"}, [](Q& q) { q.year_from = -1; }},
        {{"year_from"}, [](Q& q) { q.year_from = 10'000; }},
        {{"year_to"}, [](Q& q) { q.year_to = 10'000; }},
        {{"year_from", "year_to"}, [](Q& q) { q.year_from = 2000, q.year_to = 1999; }},
        {{"min_rating"}, [](Q& q) { q.min_rating = 0.99; }},
        {{"min_rating"}, [](Q& q) { q.min_rating = 10.01; }},
        {{"min_rating"}, [nan](Q& q) { q.min_rating = nan; }},
        {{"min_rating"}, [infinity](Q& q) { q.min_rating = infinity; }},
        {{"min_votes"}, [](Q& q) { q.min_votes = -1; }},
        {{"sort"}, [](Q& q) { q.sort = MovieSort::relevance; }},
    };
    for (std::size_t i = 0; i < cases.size(); ++i) {
        EXPECT_EQ(blamed(cases[i].second), cases[i].first) << "case " << i;
    }
    EXPECT_EQ(finder_.searches, 0);
}

TEST_F(MovieLists, TellAllThatIsWrongAtOnce) {
    EXPECT_EQ(blamed([](MovieQuery& query) {
                  query = {"\x01", "\x01", {"\x01", "\x02"}, 2000, 1, 11.0, -1};
              }),
              (Fields{"q", "person", "genre", "genre", "year_from", "year_to", "min_rating",
                      "min_votes"}));
}

TEST_F(MovieLists, TakeWhatIsJustWithinTheLimits) {
    // In code points, not bytes.
    std::string longest;
    for (int i = 0; i < 500; ++i) longest += "\xE5\x8D\x83";
    MovieQuery query{longest, std::string(200, 'p'), {}, 0, 9999, 10.0, 0, MovieSort::relevance};
    query.genres.assign(10, std::string(200, 'g'));
    EXPECT_NO_THROW(list(query));
    query.year_from = query.year_to = 1994;
    query.min_rating = 1;
    EXPECT_NO_THROW(list(query));
    EXPECT_EQ(finder_.query, query);
}

TEST_F(MovieLists, SearchForPunctuationAndQuerySyntaxAsForAnyText) {
    for (const char* text : {"?!", ".*", "[a-z]+(", "title:x AND NOT \"", "' OR 1=1 --", "%_\\"}) {
        MovieQuery query;
        query.text = text;
        EXPECT_NO_THROW(list(query)) << text;
        EXPECT_EQ(finder_.query.text, text);
    }
}

TEST_F(MovieLists, SuggestTheBestTenTitles) {
    auto found = entry("a", "Le Fabuleux Destin");
    found.description.original_title = "Original";
    found.description.release_year = 2001;
    const auto lease = listing_of({Described{found}, Described{entry("b", "B")}});
    finder_.found.generation = lease.generation;
    finder_.found.numbers = {2, 1};
    const auto suggestions = service_.suggest({}, "le fab");
    MovieQuery asked;
    asked.text = "le fab";
    asked.sort = MovieSort::relevance;
    EXPECT_EQ(finder_.query, asked);
    EXPECT_EQ(finder_.limit, 10U);
    EXPECT_FALSE(finder_.after);
    EXPECT_FALSE(finder_.options.total);
    EXPECT_FALSE(suggestions.incomplete);
    ASSERT_EQ(suggestions.titles.size(), 2U);
    EXPECT_EQ(suggestions.titles[0].title, "B");
    EXPECT_FALSE(suggestions.titles[0].original_title);
    EXPECT_FALSE(suggestions.titles[0].release_year);
    EXPECT_EQ(suggestions.titles[1].id, MovieId("a"));
    EXPECT_EQ(suggestions.titles[1].title, "Le Fabuleux Destin");
    EXPECT_EQ(suggestions.titles[1].original_title, "Original");
    EXPECT_EQ(suggestions.titles[1].release_year, 2001);
    finder_.found.incomplete = true;
    EXPECT_TRUE(service_.suggest({}, "le fab").incomplete);
}

TEST_F(MovieLists, SuggestNothingForNothing) {
    EXPECT_TRUE(service_.suggest({}, "").titles.empty());
    EXPECT_EQ(finder_.searches, 0);
    EXPECT_EQ(blame_of([&] { service_.suggest({}, std::string(501, 'a')); }), "q");
}

TEST_F(MovieLists, TellTheGenres) {
    finder_.all_genres = {{"Crime", 1}, {"Drama", 2}};
    EXPECT_EQ(service_.genres({}), finder_.all_genres);
}

}  // namespace
}  // namespace marquee::movie
