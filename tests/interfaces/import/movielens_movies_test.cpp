#include "interfaces/import/movielens_movies.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace marquee::movielens {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(MovieLensMovies, NamesAMovieByItsImdbIdElseByItsNumber) {
    Movies movies;
    EXPECT_THAT(movies.link({1, "tt0114709", "862"}), IsEmpty());
    EXPECT_THAT(movies.link({2, "", "863"}), IsEmpty());
    EXPECT_EQ(movies.id(1), "tt0114709");
    EXPECT_EQ(movies.id(2), "ml-2");
    EXPECT_EQ(movies.id(3), "ml-3");
    EXPECT_EQ(movies.tmdb(2), "863");
    EXPECT_EQ(movies.tmdb(3), "");
    EXPECT_TRUE(movies.linked(2));
    EXPECT_FALSE(movies.linked(3));
}

TEST(MovieLensMovies, LeavesAnIdToTheFirstThatHasIt) {
    Movies movies;
    movies.link({1, "tt0114709", "862"});
    EXPECT_THAT(movies.link({2, "tt0114709", "863"}),
                ElementsAre("imdbId of movie 2 belongs to movie 1; imported without it"));
    EXPECT_EQ(movies.imdb(2), "");
    EXPECT_EQ(movies.tmdb(2), "863");
    // The same digits as an IMDb and as a TMDB id are two ids.
    EXPECT_THAT(movies.link({3, "862", ""}), IsEmpty());
}

TEST(MovieLensMovies, HasAnImportedIdOnlyWhileImported) {
    Movies movies;
    movies.link({1, "tt0114709", ""});
    EXPECT_EQ(movies.imported_id(1), std::nullopt);
    movies.set_imported(1, true);
    movies.set_imported(9, true);
    EXPECT_EQ(movies.imported_id(1), "tt0114709");
    EXPECT_EQ(movies.imported_id(9), "ml-9");
    movies.set_imported(1, false);
    EXPECT_EQ(movies.imported_id(1), std::nullopt);
}

}  // namespace
}  // namespace marquee::movielens
