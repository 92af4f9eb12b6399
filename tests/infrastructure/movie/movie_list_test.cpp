#include "infrastructure/movie/movie_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/infrastructure/movie/movie_list_model.h"

namespace marquee::movie {
namespace {

using model::Dice;
using model::PlainList;
using model::Where;
using testing::ElementsAre;
using testing::IsEmpty;

MovieListRow row(std::int64_t number, std::string title, std::optional<int> year = {},
                 std::int64_t votes = 0, std::int64_t sum = 0,
                 std::vector<std::string> genres = {}) {
    MovieListRow row;
    row.movie.number = number;
    row.movie.title = title;
    row.movie.release_year = year;
    row.movie.genres = std::move(genres);
    row.movie.added = Timestamp(std::chrono::milliseconds(number * 1000));
    row.movie.rating_count = votes;
    row.movie.score_sum = sum;
    row.title_key = std::move(title);
    return row;
}

ListingState totals_of(const std::vector<MovieListRow>& rows) {
    ListingState state{.generation = 3, .version = 1};
    for (const auto& one : rows) {
        state.rating_count += one.movie.rating_count;
        state.score_sum += one.movie.score_sum;
    }
    return state;
}

/// A filled list of these.
struct Listed {
    explicit Listed(const std::vector<MovieListRow>& rows) {
        list.apply(rows, totals_of(rows), true);
    }
    std::vector<std::int64_t> numbers(const MovieQuery& query) const {
        return model::walk(list, query, 2, [] {});
    }
    MovieList list{model::kPriorWeight};
};

TEST(MovieListOrder, PutsWhatIsMissingLastAndEqualsByNumber) {
    const Listed listed({row(1, "b", std::nullopt, 0, 0), row(2, "a", 1990, 100, 900),
                         row(3, "c", 1980, 5, 50), row(4, "b", 1990, 0, 0),
                         row(5, "ab", std::nullopt, 100, 200), row(6, "b", 1970, 5, 50)});
    EXPECT_THAT(listed.numbers(Where{.sort = MovieSort::best_rated}),
                ElementsAre(2, 3, 6, 5, 1, 4));
    EXPECT_THAT(listed.numbers(Where{.sort = MovieSort::most_rated}),
                ElementsAre(2, 5, 3, 6, 1, 4));
    EXPECT_THAT(listed.numbers(Where{.sort = MovieSort::newest_release}),
                ElementsAre(2, 4, 3, 6, 1, 5));
    EXPECT_THAT(listed.numbers(Where{.sort = MovieSort::oldest_release}),
                ElementsAre(6, 3, 2, 4, 1, 5));
    EXPECT_THAT(listed.numbers(Where{.sort = MovieSort::title}), ElementsAre(2, 5, 1, 4, 6, 3));
    EXPECT_THAT(listed.numbers(Where{.sort = MovieSort::latest_added}),
                ElementsAre(6, 5, 4, 3, 2, 1));
}

TEST(MovieListOrder, ComparesTitlesByteByByte) {
    const Listed listed({row(1, "star wars the last"), row(2, "star wars the"), row(3, "\xE4\xB8"),
                         row(4, "star wars"), row(5, ""), row(6, std::string("star\0", 5))});
    EXPECT_THAT(listed.numbers(Where{.sort = MovieSort::title}), ElementsAre(5, 6, 4, 2, 1, 3));
}

TEST(MovieListOrder, ByRatingIsTheFormulasWhileTheMeanOfAllDrifts) {
    Dice dice(7);
    PlainList plain = model::random_list(3000, dice);
    MovieList list(model::kPriorWeight);
    list.apply(plain.all(), plain.state, true);
    for (int round = 0; round < 60; ++round) {
        // Small steps stay within what the order was made for, large ones don't.
        plain.state.score_sum += dice.roll(-1, 1) * (dice.one_in(8) ? 20'000 : 60);
        ++plain.state.version;
        list.apply({}, plain.state, true);
        const auto query = model::random_query(MovieSort::best_rated, dice);
        EXPECT_EQ(model::walk(list, query, 97, [] {}), plain.list(query)) << "round " << round;
    }
}

TEST(MovieListOrder, ByRatingKeepsTheMeanOfItsWalk) {
    Dice dice(8);
    PlainList plain = model::random_list(1000, dice);
    MovieList list(model::kPriorWeight);
    list.apply(plain.all(), plain.state, true);
    const PlainList began = plain;
    const auto seen = model::walk(list, {}, 50, [&] {
        plain.state.score_sum += dice.roll(0, 3000);
        ++plain.state.version;
        list.apply({}, plain.state, true);
    });
    EXPECT_EQ(seen, began.list({}));
    EXPECT_NE(seen, plain.list({})) << "the mean of all doesn't matter in this test";
}

TEST(MovieListFilter, TakesAllConditionsTogether) {
    const Listed listed({row(1, "a", 1990, 10, 73, {"Crime", "Drama"}),
                         row(2, "b", 1991, 10, 72, {"Crime", "Drama"}),
                         row(3, "c", std::nullopt, 10, 90, {"Crime"}),
                         row(4, "d", 1992, 0, 0, {"Drama"}),
                         row(5, "e", 1993, 30, 219, {"Drama", "Noir", "Crime"})});
    EXPECT_THAT(listed.numbers(Where{.min_rating = 7.3, .sort = MovieSort::title}),
                ElementsAre(1, 3, 5));
    EXPECT_THAT(listed.numbers(Where{.min_rating = 0, .sort = MovieSort::title}),
                ElementsAre(1, 2, 3, 5));
    EXPECT_THAT(listed.numbers(Where{.year_from = 1, .sort = MovieSort::title}),
                ElementsAre(1, 2, 4, 5));
    EXPECT_THAT(listed.numbers(Where{.year_to = 1991, .sort = MovieSort::title}),
                ElementsAre(1, 2));
    EXPECT_THAT(listed.numbers(Where{.year_from = -5, .sort = MovieSort::title}),
                ElementsAre(1, 2, 4, 5));
    EXPECT_THAT(listed.numbers(Where{.year_from = 1993, .year_to = 1992}), IsEmpty());
    EXPECT_THAT(listed.numbers(Where{.min_votes = 11, .sort = MovieSort::title}), ElementsAre(5));
    EXPECT_THAT(listed.numbers(Where{.genres = {"Drama", "Crime"},
                                     .year_from = 1991,
                                     .min_votes = 10,
                                     .sort = MovieSort::newest_release}),
                ElementsAre(5, 2));
    EXPECT_THAT(listed.numbers(Where{.genres = {"Western"}}), IsEmpty());
}

TEST(MovieListFilter, KnowsGenresInAnyCaseByTheirFirstSpelling) {
    const Listed listed({row(1, "a", {}, 0, 0, {"Com\u00E9die", "Drama"}),
                         row(2, "b", {}, 0, 0, {"COM\u00C9DIE", "com\u00E9die"}),
                         row(3, "c", {}, 0, 0, {"\u0414\u0440\u0430\u043C\u0430"})});
    EXPECT_THAT(listed.numbers(Where{.genres = {"com\u00C9die"}}), ElementsAre(1, 2));
    EXPECT_THAT(listed.numbers(Where{.genres = {"\u0434\u0420\u0430\u043C\u0430"}}),
                ElementsAre(3));
    EXPECT_THAT(listed.list.view().genres(),
                ElementsAre(FacetCount{"Com\u00E9die", 2}, FacetCount{"Drama", 1},
                            FacetCount{"\u0414\u0440\u0430\u043C\u0430", 1}));
}

TEST(MovieListFilter, GivesRareMoviesOfAnyConditionsAndOrderInTheirOrder) {
    Dice dice(11);
    const PlainList plain = model::random_list(6000, dice);
    MovieList list(model::kPriorWeight);
    list.apply(plain.all(), plain.state, true);
    for (const auto sort : model::kSorts) {
        for (int round = 0; round < 12; ++round) {
            const auto query = model::random_query(sort, dice);
            EXPECT_EQ(model::walk(list, query, 60, [] {}), plain.list(query));
        }
    }
}

TEST(MovieListFilling, ShowsWhatIsThere) {
    Dice dice(12);
    const PlainList plain = model::random_list(2500, dice);
    MovieList list(model::kPriorWeight);
    EXPECT_THAT(list.view().size(), 0);
    EXPECT_THAT(model::walk(list, {}, 10, [] {}), IsEmpty());
    list.apply(plain.all(), plain.state, false);
    for (const auto sort : model::kSorts) {
        EXPECT_EQ(model::walk(list, Where{.sort = sort}, 1000, [] {}),
                  plain.list(Where{.sort = sort}));
    }
    list.apply({}, plain.state, true);
    EXPECT_EQ(model::walk(list, {}, 100, [] {}), plain.list({}));
}

TEST(MovieListFilling, AppliesTheSameRowsTwiceWithoutHarm) {
    Dice dice(13);
    PlainList plain = model::random_list(300, dice);
    MovieList list(model::kPriorWeight);
    list.apply(plain.all(), plain.state, true);
    const auto changes = model::change(plain, 50, dice);
    list.apply(changes, plain.state, true);
    list.apply(changes, plain.state, true);
    EXPECT_EQ(list.view().size(), static_cast<std::int64_t>(plain.rows.size()));
    EXPECT_EQ(model::walk(list, {}, 100, [] {}), plain.list({}));
}

TEST(MovieListView, CountsWhatIsSelected) {
    const Listed listed(
        {row(1, "a", 1990, 10, 73, {"Crime", "Drama"}), row(2, "b", 1989, 10, 72, {"Drama"}),
         row(3, "c", std::nullopt, 10, 90, {"Crime"}), row(4, "d", 1999, 1, 2, {"Drama"})});
    auto view = listed.list.view();
    view.select(Where{.min_votes = 10});
    EXPECT_EQ(view.count(), 3);
    EXPECT_THAT(view.genre_facet(), ElementsAre(FacetCount{"Crime", 2}, FacetCount{"Drama", 2}));
    EXPECT_THAT(view.decade_facet(), ElementsAre(FacetCount{"1980", 1}, FacetCount{"1990", 1}));
    const std::vector<std::uint32_t> numbers = {4, 2, 1, 77};
    EXPECT_EQ(view.count(&numbers), 2);
    EXPECT_THAT(view.genre_facet(&numbers),
                ElementsAre(FacetCount{"Crime", 1}, FacetCount{"Drama", 2}));
    EXPECT_FALSE(view.admits_all());
    EXPECT_TRUE(view.votes(1));
    EXPECT_FALSE(view.votes(4));
    EXPECT_FALSE(view.votes(77));
    EXPECT_FALSE(view.votes(1LL << 40));
}

TEST(MovieListView, PagesThroughTheSelectedAmongNumbers) {
    const Listed listed({row(1, "d", 1990, 10, 73), row(2, "c", 1989, 10, 72),
                         row(3, "b", 1988, 10, 90), row(4, "a", 1999, 1, 2)});
    auto view = listed.list.view();
    view.select(Where{.min_votes = 10, .sort = MovieSort::title});
    const std::vector<std::uint32_t> numbers = {1, 2, 3, 4, 9};
    const auto first = view.page_of(numbers, std::nullopt, 2);
    ASSERT_EQ(first.size(), 2u);
    EXPECT_EQ(first[0].number, 3);
    EXPECT_EQ(first[1].number, 2);
    EXPECT_EQ(first[1].title_key, "c");
    const auto rest = view.page_of(numbers, model::position_of(view.start(), first[1]), 2);
    ASSERT_EQ(rest.size(), 1u);
    EXPECT_EQ(rest[0].number, 1);
}

TEST(MovieListView, NeverPassesOverAMovieWithMoreVotes) {
    Dice dice(14);
    PlainList plain = model::random_list(9000, dice);
    MovieList list(model::kPriorWeight);
    list.apply(plain.all(), plain.state, true);
    const auto began = list.view().start();
    const PlainList before = plain;
    for (int i = 0; i < 40; ++i) list.apply(model::change(plain, 20, dice), plain.state, true);
    const auto check = [&](const MovieList::View& view, const PlainList& expected) {
        for (const std::int64_t votes : {0, 39, 399, 400}) {
            std::uint32_t from = 0;
            for (const auto& [number, one] : expected.rows) {
                EXPECT_EQ(view.votes(number), one.movie.rating_count);
                EXPECT_GE(view.highest_votes(), one.movie.rating_count);
                if (one.movie.rating_count <= votes) continue;
                const auto next = view.next_with_more_votes(from, votes);
                ASSERT_LE(next, number);
                if (next == number) from = next + 1;
            }
        }
        EXPECT_EQ(view.next_with_more_votes(0, 400), 4294967295U);
    };
    check(list.view(), plain);
    check(list.view(began), before);
}

}  // namespace
}  // namespace marquee::movie
