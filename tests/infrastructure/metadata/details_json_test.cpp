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

}  // namespace
}  // namespace marquee::metadata
