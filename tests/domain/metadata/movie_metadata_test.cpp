#include "domain/metadata/movie_metadata.h"

#include <gtest/gtest.h>

namespace marquee::metadata {
namespace {

Timestamp at(std::int64_t milliseconds) {
    return Timestamp(std::chrono::milliseconds(milliseconds));
}

MovieMetadata described_at(std::int64_t now, const std::optional<MovieMetadata>& current = {}) {
    MovieDescription description;
    description.title = "Vertigo";
    return describe(MovieId("tt0052357"), description, current, at(now));
}

TEST(Describe, MakesANewMovie) {
    const auto created = described_at(5000);
    EXPECT_EQ(created.id, MovieId("tt0052357"));
    EXPECT_EQ(created.description.title, "Vertigo");
    EXPECT_EQ(created.created_at, at(5000));
    EXPECT_EQ(created.updated_at, at(5000));
}

TEST(Describe, KeepsTheTimeOfCreation) {
    const auto changed = described_at(9000, described_at(5000));
    EXPECT_EQ(changed.created_at, at(5000));
    EXPECT_EQ(changed.updated_at, at(9000));
}

TEST(Describe, PutsTheNewDescriptionInPlaceOfTheOldOne) {
    MovieMetadata current = described_at(5000);
    current.description.title = "Psycho";
    current.description.release_year = 1960;
    const auto changed = described_at(6000, current);
    EXPECT_EQ(changed.description, described_at(6000).description);
}

TEST(Describe, MakesTheRevisionGrow) {
    const auto created = described_at(5000);
    EXPECT_GT(described_at(5001, created).revision, created.revision);
    EXPECT_GT(described_at(5000, created).revision, created.revision);
}

TEST(Describe, MakesTheRevisionGrowAlsoWhenTheClockGoesBack) {
    const auto created = described_at(5000);
    const auto changed = described_at(10, created);
    EXPECT_GT(changed.revision, created.revision);
    EXPECT_EQ(changed.created_at, at(5000));
    EXPECT_EQ(changed.updated_at, at(5000));
}

TEST(Describe, MakesTheRevisionGrowManyTimesInOneMillisecond) {
    auto metadata = described_at(5000);
    for (int i = 0; i < 3000; ++i) {
        const auto changed = described_at(5000, metadata);
        ASSERT_GT(changed.revision, metadata.revision);
        metadata = changed;
    }
    EXPECT_GT(described_at(5001, metadata).revision, metadata.revision);
}

TEST(Describe, GivesALaterMovieOfTheSameIdALaterRevision) {
    const auto removed = described_at(5000, described_at(5000));
    EXPECT_GT(described_at(5001).revision, removed.revision);
}

}  // namespace
}  // namespace marquee::metadata
