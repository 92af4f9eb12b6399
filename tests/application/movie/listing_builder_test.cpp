#include "application/movie/listing_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/shared/error.h"
#include "tests/application/movie/listing_world.h"
#include "tests/support/thrown.h"

namespace marquee::movie {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ListingBuilderOfWorld : public testing::Test {
protected:
    ListingBuilder builder() {
        return {world.parts(),
                {.call = [] { return Call(); },
                 .stopped = [this] { return stop_after-- <= 0; },
                 .progress = [this](std::int64_t movies) { read = movies; }}};
    }

    World world;
    int stop_after = 1000;
    std::int64_t read = 0;
};

TEST_F(ListingBuilderOfWorld, BuildsTheFirstOneFromNothing) {
    world.describe("a", "A");
    world.describe("b", "B");
    world.rate("a", 3);
    world.rate("unknown", 2);
    ASSERT_TRUE(builder().build_first());
    EXPECT_THAT(world.listed(), ElementsAre("a", "b"));
    EXPECT_EQ(world.votes("a"), 3);
    EXPECT_EQ(world.votes("unknown"), 2);
    EXPECT_EQ(read, 2);
    const auto live = world.listing.live({});
    EXPECT_TRUE(live->complete);
    EXPECT_EQ(live->catalogue_position, 2);
    EXPECT_EQ(live->audience_position, 2);
    EXPECT_FALSE(builder().build_first());
}

TEST_F(ListingBuilderOfWorld, ReadsThroughMoreThanOneStepTakes) {
    for (int i = 0; i < 2500; ++i) world.describe("m" + std::to_string(i), "M");
    ASSERT_TRUE(builder().build_first());
    EXPECT_EQ(read, 2500);
    world.remove("m7");
    EXPECT_TRUE(builder().rebuild());
    EXPECT_EQ(read, 2499);
}

TEST_F(ListingBuilderOfWorld, ReplacesTheLiveOneOnlyWhenItIsDone) {
    world.describe("a", "A");
    ASSERT_TRUE(builder().build_first());
    world.spoil(Undescribed{MovieId("a")});
    world.describe("b", "B");
    stop_after = 1;
    EXPECT_FALSE(builder().rebuild());
    EXPECT_THAT(world.listed(), IsEmpty());
    EXPECT_EQ(world.listing.live({})->generation, 1);

    stop_after = 1000;
    EXPECT_TRUE(builder().rebuild());
    EXPECT_THAT(world.listed(), ElementsAre("a", "b"));
    EXPECT_EQ(world.listing.live({})->catalogue_position, 2);
}

TEST_F(ListingBuilderOfWorld, TakesInWhatChangesMeanwhile) {
    world.describe("a", "A");
    ASSERT_TRUE(builder().build_first());
    ListingBuilder meanwhile(world.parts(), {.call = [] { return Call(); },
                                             .progress =
                                                 [this](std::int64_t) {
                                                     world.remove("a");
                                                     world.describe("c", "C");
                                                 }});
    EXPECT_TRUE(meanwhile.rebuild());
    EXPECT_THAT(world.listed(), ElementsAre("c"));
}

TEST_F(ListingBuilderOfWorld, SaysWhatToDoWhenEventsArePrunedMeanwhile) {
    world.describe("a", "A");
    ASSERT_TRUE(builder().build_first());
    ListingBuilder meanwhile(world.parts(), {.call = [] { return Call(); },
                                             .progress =
                                                 [this](std::int64_t) {
                                                     world.describe("c", "C");
                                                     world.catalogue_changes.prune();
                                                 }});
    const auto error = error_of([&] { meanwhile.rebuild(); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::unavailable);
    EXPECT_THAT(error->what(), testing::HasSubstr("events.max_age"));
}

TEST_F(ListingBuilderOfWorld, EndsFormerHoldersWhenItGoesLive) {
    const auto first = builder().build_first();
    ASSERT_TRUE(first);
    EXPECT_TRUE(builder().rebuild());
    EXPECT_FALSE(world.listing.renew({}, *first, ListingBuilder::kLease));
}

}  // namespace
}  // namespace marquee::movie
