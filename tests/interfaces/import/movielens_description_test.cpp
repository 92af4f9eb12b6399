#include "interfaces/import/movielens_description.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace marquee::movielens {
namespace {

using ::testing::ElementsAre;

MovieDescription with_keywords(std::vector<std::string> keywords) {
    MovieDescription description;
    description.title = "A";
    description.keywords = std::move(keywords);
    return description;
}

std::vector<std::string> merged_keywords(std::vector<std::string> stored,
                                         std::vector<std::string> imported) {
    return merge(with_keywords(std::move(stored)), with_keywords(std::move(imported))).keywords;
}

TEST(MovieLensDescription, AddsKeywordsToThoseThatAreStored) {
    EXPECT_THAT(merged_keywords({"toys"}, {"pixar", "animation"}),
                ElementsAre("toys", "pixar", "animation"));
    EXPECT_THAT(merged_keywords({"toys"}, {}), ElementsAre("toys"));
}

TEST(MovieLensDescription, AddsNoKeywordThatIsStoredInAnotherCase) {
    EXPECT_THAT(merged_keywords({"Pixar", "\u00c9T\u00c9"}, {"\u00e9t\u00e9", "pixar", "toys"}),
                ElementsAre("Pixar", "\u00c9T\u00c9", "toys"));
}

TEST(MovieLensDescription, AddsKeywordsUpToTheLimit) {
    std::vector<std::string> stored;
    for (int i = 0; i < 98; ++i) stored.push_back("k" + std::to_string(i));
    const std::vector<std::string> imported{"k5", "a", "b", "c"};
    auto expected = stored;
    expected.insert(expected.end(), {"a", "b"});
    EXPECT_EQ(merged_keywords(stored, imported), expected);
    EXPECT_EQ(merged_keywords(expected, imported), expected);
}

}  // namespace
}  // namespace marquee::movielens
