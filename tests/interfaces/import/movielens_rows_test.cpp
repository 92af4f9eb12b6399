#include "interfaces/import/movielens_rows.h"

#include "gtest/gtest.h"

namespace marquee::movielens {
namespace {

template <typename Row>
std::string reason(const Parsed<Row>& parsed) {
    const auto* text = std::get_if<std::string>(&parsed);
    return text ? *text : "no problem";
}

TEST(MovieLensRows, ReadsALinkWithItsLeadingZeros) {
    const auto row = std::get<LinkRow>(parse_link_row({"1", "0114709", "862"}));
    EXPECT_EQ(row.movie, 1);
    EXPECT_EQ(row.imdb, "tt0114709");
    EXPECT_EQ(row.tmdb, "862");
    EXPECT_EQ(std::get<LinkRow>(parse_link_row({"1", "10011224", ""})).imdb, "tt10011224");
}

TEST(MovieLensRows, ReadsALinkThatLeadsNowhere) {
    const auto row = std::get<LinkRow>(parse_link_row({"1", "", ""}));
    EXPECT_EQ(row.imdb, "");
    EXPECT_EQ(row.tmdb, "");
}

TEST(MovieLensRows, RefusesBadLinks) {
    EXPECT_EQ(reason(parse_link_row({"1", "2"})), "has 2 fields instead of 3");
    EXPECT_EQ(reason(parse_link_row({"x"})), "has 1 field instead of 3");
    EXPECT_EQ(reason(parse_link_row({"x", "1", "2"})),
              "movieId \"x\" is not a positive whole number");
    EXPECT_EQ(reason(parse_link_row({"1", "tt1", "2"})), "imdbId \"tt1\" is not 1 to 10 digits");
    EXPECT_EQ(reason(parse_link_row({"1", "12345678901", "2"})),
              "imdbId \"12345678901\" is not 1 to 10 digits");
    EXPECT_EQ(reason(parse_link_row({"1", "1", "2.0"})),
              "tmdbId \"2.0\" is not a positive whole number");
}

TEST(MovieLensRows, ReadsAMovie) {
    const auto row = std::get<MovieRow>(
        parse_movie_row({"50", "Usual Suspects, The (1995)", "Crime|Mystery|Crime||Thriller"}));
    EXPECT_EQ(row.movie, 50);
    EXPECT_EQ(row.title, (Title{"The Usual Suspects", {}, {}, 1995}));
    EXPECT_EQ(row.genres, (std::vector<std::string>{"Crime", "Mystery", "Thriller"}));
}

TEST(MovieLensRows, HasNoGenresWhereNoneAreListed) {
    EXPECT_TRUE(
        std::get<MovieRow>(parse_movie_row({"1", "X", "(no genres listed)"})).genres.empty());
    EXPECT_TRUE(std::get<MovieRow>(parse_movie_row({"1", "X", ""})).genres.empty());
}

TEST(MovieLensRows, ComposesTexts) {
    const auto row = std::get<MovieRow>(parse_movie_row({"1", "Ame\u0301lie", "Come\u0301die"}));
    EXPECT_EQ(row.title.title, "Am\u00e9lie");
    EXPECT_EQ(row.genres, std::vector<std::string>{"Com\u00e9die"});
}

TEST(MovieLensRows, RefusesBadMovies) {
    EXPECT_EQ(reason(parse_movie_row({"0", "X", ""})),
              "movieId \"0\" is not a positive whole number");
    EXPECT_EQ(reason(parse_movie_row({"9999999999999", "X", ""})),
              "movieId \"9999999999999\" is not a positive whole number");
    EXPECT_EQ(reason(parse_movie_row({"\xff", "X", ""})),
              "movieId (not valid UTF-8) is not a positive whole number");
    EXPECT_EQ(reason(parse_movie_row({std::string(50, 'x'), "X", ""})),
              "movieId (50 bytes) is not a positive whole number");
    EXPECT_EQ(reason(parse_movie_row({"1", "X\xff", ""})), "title is not valid UTF-8");
    EXPECT_EQ(reason(parse_movie_row({"1", "X", "\xc3"})), "genres is not valid UTF-8");
    EXPECT_EQ(reason(parse_movie_row({"1", "X", "", ""})), "has 4 fields instead of 3");
}

std::string tag_of(const std::string& text) {
    return std::get<TagRow>(parse_tag_row({"2", "60756", text, "1445714994"})).tag;
}

TEST(MovieLensRows, ReadsATag) {
    const auto row = std::get<TagRow>(parse_tag_row({"2", "60756", "Highly quotable", "x"}));
    EXPECT_EQ(row.movie, 60'756);
    EXPECT_EQ(row.tag, "Highly quotable");
}

TEST(MovieLensRows, TidiesTheSpacesOfATag) {
    EXPECT_EQ(tag_of("  will \t\n ferrell "), "will ferrell");
    EXPECT_EQ(tag_of("\u00a0will\u3000\u2003ferrell\u00a0"), "will ferrell");
    EXPECT_EQ(tag_of("e\u0301te\u0301"), "\u00e9t\u00e9");
}

TEST(MovieLensRows, RefusesBadTags) {
    EXPECT_EQ(reason(parse_tag_row({"1", "2", "fun"})), "has 3 fields instead of 4");
    EXPECT_EQ(reason(parse_tag_row({"x", "2", "fun", "1"})),
              "userId \"x\" is not a positive whole number");
    EXPECT_EQ(reason(parse_tag_row({"1", "0", "fun", "1"})),
              "movieId \"0\" is not a positive whole number");
    EXPECT_EQ(reason(parse_tag_row({"1", "2", "", "1"})), "tag must not be blank");
    EXPECT_EQ(reason(parse_tag_row({"1", "2", " \u3000\n", "1"})), "tag must not be blank");
    EXPECT_EQ(reason(parse_tag_row({"1", "2", "\u200b", "1"})), "tag must not be blank");
    EXPECT_EQ(reason(parse_tag_row({"1", "2", "a\x07", "1"})),
              "tag must not contain control characters");
    EXPECT_EQ(reason(parse_tag_row({"1", "2", "\xff", "1"})), "tag is not valid UTF-8");
}

TEST(MovieLensRows, MeasuresATagOnceItIsTidy) {
    std::string longest;
    for (int i = 0; i < 200; ++i) longest += "e\u0301";
    EXPECT_EQ(tag_of("  " + longest + "  ").size(), 400U);
    EXPECT_EQ(reason(parse_tag_row({"1", "2", longest + "x", "1"})),
              "tag must have at most 200 characters, not 201");
}

TEST(MovieLensRows, ReadsEveryRating) {
    const std::vector<std::pair<std::string, int>> ratings{
        {"0.5", 1}, {"1.0", 2}, {"1.5", 3}, {"2.0", 4},  {"2.5", 5}, {"3.0", 6},
        {"3.5", 7}, {"4.0", 8}, {"4.5", 9}, {"5.0", 10}, {"4", 8},   {"4.50", 9},
    };
    for (const auto& [text, score] : ratings) {
        const auto row = std::get<RatingRow>(parse_rating_row({"7", "31", text, "964982703"}));
        EXPECT_EQ(row.score.value(), score) << text;
        EXPECT_EQ(row.user, 7);
        EXPECT_EQ(row.movie, 31);
        EXPECT_EQ(row.rated_at, Timestamp(std::chrono::milliseconds(964'982'703'000)));
    }
}

TEST(MovieLensRows, RefusesRatingsThatAreNoHalves) {
    for (const std::string text : {"", "0", "0.0", "5.5", "6", "3.7", "3.55", "3.", ".5", "-1",
                                   "+1", "1,5", "1e0", " 4", "4 ", "10", "nan", "4x5"}) {
        EXPECT_EQ(reason(parse_rating_row({"1", "1", text, "1"})),
                  "rating \"" + text + "\" is not one of 0.5, 1.0 ... 5.0");
    }
}

TEST(MovieLensRows, RefusesOtherBadRatings) {
    EXPECT_EQ(reason(parse_rating_row({"1", "1", "4"})), "has 3 fields instead of 4");
    EXPECT_EQ(reason(parse_rating_row({"u", "1", "4", "1"})),
              "userId \"u\" is not a positive whole number");
    EXPECT_EQ(reason(parse_rating_row({"1", "-1", "4", "1"})),
              "movieId \"-1\" is not a positive whole number");
    for (const std::string text : {"", "-1", "1.5", "253402300800", "99999999999999999999"}) {
        EXPECT_EQ(reason(parse_rating_row({"1", "1", "4", text})),
                  "timestamp \"" + text + "\" is not a number of seconds since 1970");
    }
}

}  // namespace
}  // namespace marquee::movielens
