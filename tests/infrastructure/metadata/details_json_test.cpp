#include "infrastructure/metadata/details_json.h"

#include <gtest/gtest.h>

namespace marquee::metadata {
namespace {

TEST(DetailsJson, ReadsARowFromBeforeThereWereKeywordsAsHavingNone) {
    MovieDescription description;
    details_from_json(R"({"original_title": null, "alternative_titles": [], "genres": ["Drama"],
                          "directors": [], "cast": [], "poster_url": null, "external_ids": {}})",
                      description);
    MovieDescription expected;
    expected.genres = {"Drama"};
    EXPECT_EQ(description, expected);
}

TEST(DetailsJson, GivesKeywordsBackInTheirOrder) {
    MovieDescription stored;
    stored.keywords = {"time travel", "\"quoted\"", "8½"};
    MovieDescription read;
    details_from_json(details_to_json(stored), read);
    EXPECT_EQ(read, stored);
}

TEST(DetailsJson, GivesEverythingBack) {
    MovieDescription stored;
    stored.original_title = "Ойка";
    stored.alternative_titles = {"One", "Two"};
    stored.genres = {"Drama"};
    stored.directors = {"Ann", "Bob"};
    stored.cast = {{"Cy", "a thief"}, {"Di", std::nullopt}};
    stored.keywords = {"name", "role"};
    stored.poster_url = "https://films.example/p.jpg";
    stored.external_ids = {{"imdb", "tt1"}, {"cast", "name"}};
    MovieDescription read;
    details_from_json(details_to_json(stored), read);
    EXPECT_EQ(read, stored);
}

TEST(DetailsJson, GivesLongOnesBack) {
    MovieDescription stored;
    stored.cast.assign(1'000, {std::string(100, 'x'), std::string(100, 'y')});
    MovieDescription read;
    details_from_json(details_to_json(stored), read);
    EXPECT_EQ(read, stored);
}

TEST(DetailsJson, PassesOverWhatANewerVersionWrote) {
    MovieDescription read;
    details_from_json(R"({"awards": [{"name": "x", "genres": ["y"], "cast": [{"name": 1}]}, 7],
                          "genres": ["Drama"], "length": 90, "sound": true, "colour": null})",
                      read);
    MovieDescription expected;
    expected.genres = {"Drama"};
    EXPECT_EQ(read, expected);
}

TEST(DetailsJson, RefusesWhatNoVersionWrote) {
    for (const char* text :
         {"", "5", "null", "\"x\"", "[]", "{", R"({"genres": null})", R"({"genres": "Drama"})",
          R"({"genres": [1]})", R"({"genres": [["x"]]})", R"({"original_title": ["x"]})",
          R"({"poster_url": {"x": "y"}})", R"({"cast": ["x"]})", R"({"cast": [{"name": {}}]})",
          R"({"cast": [{"alias": "x"}]})", R"({"external_ids": {"imdb": 1}})",
          R"({"external_ids": {"imdb": {"x": "y"}}})", R"({"external_ids": []})"}) {
        MovieDescription read;
        EXPECT_THROW(details_from_json(text, read), std::exception) << text;
    }
}

}  // namespace
}  // namespace marquee::metadata
