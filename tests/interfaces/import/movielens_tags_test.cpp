#include "interfaces/import/movielens_tags.h"

#include <map>
#include <random>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace marquee::movielens {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(MovieLensTags, PutsTheTagOfMostRowsFirst) {
    Tags tags;
    for (const char* tag : {"boxing", "pixar", "toys", "pixar", "toys", "pixar"}) tags.add(1, tag);
    tags.add(2, "boxing");
    EXPECT_THAT(tags.keywords(1), ElementsAre("pixar", "toys", "boxing"));
    EXPECT_THAT(tags.keywords(2), ElementsAre("boxing"));
    EXPECT_THAT(tags.keywords(3), IsEmpty());
}

TEST(MovieLensTags, PutsTagsOfEquallyManyRowsInAlphabeticalOrder) {
    Tags tags;
    for (const char* tag : {"toys", "Zorro", "animation", "Buzz", "\u00e9t\u00e9"}) {
        tags.add(1, tag);
    }
    EXPECT_THAT(tags.keywords(1),
                ElementsAre("animation", "Buzz", "toys", "Zorro", "\u00e9t\u00e9"));
}

TEST(MovieLensTags, SpellsATagAsMostRowsDo) {
    Tags tags;
    for (const char* tag : {"sci-fi", "Sci-Fi", "SCI-FI"}) tags.add(1, tag);
    tags.add(2, "Sci-Fi");
    tags.add(3, "\u00c9T\u00c9");
    tags.add(3, "\u00e9t\u00e9");
    tags.add(3, "\u00e9t\u00e9");
    EXPECT_THAT(tags.keywords(1), ElementsAre("Sci-Fi"));
    EXPECT_THAT(tags.keywords(2), ElementsAre("Sci-Fi"));
    EXPECT_THAT(tags.keywords(3), ElementsAre("\u00e9t\u00e9"));
}

TEST(MovieLensTags, SpellsATagAsTheFirstOfEquallyMany) {
    Tags tags;
    for (const char* tag : {"MMA", "mma", "mma", "MMA"}) tags.add(1, tag);
    for (const char* tag : {"Heist", "heist"}) tags.add(1, tag);
    // The folded form is no spelling before a row has it.
    for (const char* tag : {"Noir", "NOIR", "noir"}) tags.add(1, tag);
    EXPECT_THAT(tags.keywords(1), ElementsAre("MMA", "Noir", "Heist"));
}

TEST(MovieLensTags, TellsTagsApartByEverythingButCase) {
    Tags tags;
    for (const char* tag : {"ete", "\u00e9t\u00e9", "sci-fi", "sci fi"}) tags.add(1, tag);
    EXPECT_EQ(tags.keywords(1).size(), 4U);
}

TEST(MovieLensTags, KeepsAsManyAsADescriptionTakes) {
    Tags tags;
    std::vector<std::string> all;
    for (int i = 100; i < 201; ++i) all.push_back("tag " + std::to_string(i));
    for (const auto& tag : all) tags.add(1, tag);
    EXPECT_EQ(tags.keywords(1), std::vector(all.begin(), all.end() - 1));
    tags.add(1, all.back());
    EXPECT_EQ(tags.keywords(1).size(), 100U);
    EXPECT_EQ(tags.keywords(1).front(), all.back());
}

TEST(MovieLensTags, CountsAsAPlainTableWouldHoweverManyRowsThereAre) {
    std::mt19937 random(7);
    Tags tags;
    std::map<std::int64_t, std::map<std::string, int>> plain;
    for (int row = 0; row < 50'000; ++row) {
        const std::int64_t movie = 1'000'000'000'000 - random() % 300;
        const std::string tag = "t" + std::to_string(random() % 90);
        tags.add(movie, tag);
        ++plain[movie][tag];
        // In between as well.
        if (row % 10'000 == 0) tags.keywords(movie);
    }
    for (const auto& [movie, counts] : plain) {
        std::set<std::pair<int, std::string>> ranked;
        for (const auto& [tag, rows] : counts) ranked.emplace(-rows, tag);
        std::vector<std::string> expected;
        for (const auto& [rows, tag] : ranked) expected.push_back(tag);
        EXPECT_EQ(tags.keywords(movie), expected) << movie;
    }
}

}  // namespace
}  // namespace marquee::movielens
