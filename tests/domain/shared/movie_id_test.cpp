#include "domain/shared/movie_id.h"

#include <gtest/gtest.h>

#include "tests/support/thrown.h"

namespace marquee {
namespace {

std::string blame_of_id(const std::string& text) {
    return blame_of([&] { MovieId{text}; });
}

std::string blame_of_external_id(const std::string& provider, const std::string& value) {
    return blame_of([&] { ExternalId(provider, value); });
}

TEST(MovieId, TakesOneToSixtyFourCharacters) {
    EXPECT_EQ(MovieId("a").text(), "a");
    EXPECT_EQ(MovieId(std::string(64, 'z')).text(), std::string(64, 'z'));
    EXPECT_EQ(MovieId("AZ.az_09-").text(), "AZ.az_09-");
    EXPECT_EQ(blame_of_id(""), "id");
    EXPECT_EQ(blame_of_id(std::string(65, 'z')), "id");
}

TEST(MovieId, RefusesOtherCharacters) {
    for (const std::string text : {"a b", "a/b", "a:b", "a%2F", "\xC3\xA9", "a\n", "a'--", "*"}) {
        EXPECT_EQ(blame_of_id(text), "id") << text;
    }
    EXPECT_EQ(blame_of_id(std::string("a\0", 2)), "id");
}

TEST(MovieId, RefusesStepsInAPath) {
    EXPECT_EQ(blame_of_id("."), "id");
    EXPECT_EQ(blame_of_id(".."), "id");
    EXPECT_EQ(MovieId("...").text(), "...");
}

TEST(MovieId, TellsUpperFromLowerCase) {
    EXPECT_NE(MovieId("a"), MovieId("A"));
    EXPECT_EQ(MovieId("a"), MovieId("a"));
}

TEST(ExternalId, TakesProvidersOfOneToThirtyTwoCharacters) {
    EXPECT_EQ(ExternalId("i", "1").provider(), "i");
    EXPECT_EQ(ExternalId(std::string(32, 'p'), "1").provider(), std::string(32, 'p'));
    EXPECT_EQ(ExternalId("a-z_09", "1").provider(), "a-z_09");
    for (const std::string& provider :
         {std::string(), std::string(33, 'p'), std::string("IMDb"), std::string("a.b"),
          std::string("a:b"), std::string("a b"), std::string("\xC3\xA9")}) {
        EXPECT_EQ(blame_of_external_id(provider, "1"), "external_ids") << provider;
    }
}

TEST(ExternalId, TakesValuesOfOneToSixtyFourCharacters) {
    EXPECT_EQ(ExternalId("imdb", std::string(64, 'v')).value(), std::string(64, 'v'));
    EXPECT_EQ(ExternalId("imdb", "tt.01_-A").value(), "tt.01_-A");
    for (const std::string& value : {std::string(), std::string(65, 'v'), std::string("."),
                                     std::string(".."), std::string("a/b"), std::string("a:b")}) {
        EXPECT_EQ(blame_of_external_id("imdb", value), "external_ids.imdb") << value;
    }
}

TEST(ExternalId, SaysWhatItsConstructorWouldBlame) {
    EXPECT_EQ(ExternalId::problem("imdb", "tt1"), std::nullopt);
    EXPECT_EQ(ExternalId::problem("imdb", "")->field, "external_ids.imdb");
    EXPECT_EQ(ExternalId::problem("", "tt1")->field, "external_ids");
}

TEST(MovieRef, IsReadAndWrittenBackTheSame) {
    for (const std::string text : {"tt0111161", "imdb:tt0111161", "a", "a:b", "...", "x-y_z:..."}) {
        EXPECT_EQ(to_string(parse_movie_ref(text)), text);
    }
}

TEST(MovieRef, IsAnExternalIdWithAColonAndElseAMovieId) {
    EXPECT_EQ(parse_movie_ref("imdb"), MovieRef(MovieId("imdb")));
    EXPECT_EQ(parse_movie_ref("imdb:tt1"), MovieRef(ExternalId("imdb", "tt1")));
}

TEST(MovieRef, BlamesTheIdForWhatItCanNotRead) {
    for (const std::string& text :
         {std::string(), std::string("."), std::string(".."), std::string("a b"), std::string(":"),
          std::string("imdb:"), std::string(":tt1"), std::string("imdb:tt1:"),
          std::string("imdb::tt1"), std::string("IMDB:tt1"), std::string("imdb:.."),
          std::string("imdb:a/b"), std::string(65, 'a'), "imdb:" + std::string(65, 'a'),
          std::string(33, 'p') + ":1"}) {
        EXPECT_EQ(code_of([&] { parse_movie_ref(text); }), ErrorCode::invalid) << text;
        EXPECT_EQ(blame_of([&] { parse_movie_ref(text); }), "id") << text;
    }
}

}  // namespace
}  // namespace marquee
