#include "application/movie/listing_follower.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "application/movie/listing_verification.h"
#include "domain/shared/error.h"
#include "tests/application/movie/listing_world.h"
#include "tests/support/thrown.h"

namespace marquee::movie {
namespace {

using testing::ElementsAre;

Call new_call() {
    return {};
}

/// One instance that follows.
class Instance {
public:
    explicit Instance(World& world)
        : follower_(
              world.parts(), [] { return Timestamp(std::chrono::seconds(100)); },
              [this] { ++changes; }) {}

    void tend() { follower_.tend(new_call); }
    bool follow(Source source) { return take_in(source) > 0; }
    std::int64_t take_in(Source source) {
        return follower_.follow({}, source, Call::Deadline::min());
    }
    void follow_all() {
        while (follow(Source::catalogue) || follow(Source::audience)) {
        }
    }
    ListingLag lag(Source source) { return follower_.lag({}, source); }
    void stop() { follower_.stop(); }

    int changes = 0;

private:
    ListingFollower follower_;
};

TEST(ListingFollower, BuildsTheFirstListingAndFollows) {
    World world;
    world.describe("a", "A");
    Instance instance(world);
    EXPECT_FALSE(instance.follow(Source::catalogue));
    instance.tend();
    EXPECT_THAT(world.listed(), ElementsAre("a"));
    EXPECT_FALSE(instance.follow(Source::catalogue));

    world.describe("b", "B");
    world.rate("b", 4);
    const int before = instance.changes;
    EXPECT_TRUE(instance.follow(Source::catalogue));
    EXPECT_TRUE(instance.follow(Source::audience));
    EXPECT_EQ(instance.changes, before + 2);
    EXPECT_THAT(world.listed(), ElementsAre("a", "b"));
    EXPECT_EQ(world.votes("b"), 4);
}

TEST(ListingFollower, LeavesTheWorkToWhoeverHasTheLease) {
    World world;
    Instance first(world);
    Instance second(world);
    first.tend();
    second.tend();
    world.describe("a", "A");
    EXPECT_FALSE(second.follow(Source::catalogue));
    EXPECT_TRUE(first.follow(Source::catalogue));
    EXPECT_THAT(world.listed(), ElementsAre("a"));
}

TEST(ListingFollower, TakesOverFromOneThatFellSilent) {
    World world;
    Instance first(world);
    Instance second(world);
    first.tend();
    world.describe("a", "A");
    first.follow_all();
    world.describe("b", "B");
    world.listing.pass(ListingBuilder::kLease);
    second.tend();
    EXPECT_TRUE(second.follow(Source::catalogue));
    EXPECT_THAT(world.listed(), ElementsAre("a", "b"));

    // The first one wakes up, and finds out.
    world.describe("c", "C");
    EXPECT_FALSE(first.follow(Source::catalogue));
    EXPECT_THAT(world.listed(), ElementsAre("a", "b"));
    EXPECT_TRUE(second.follow(Source::catalogue));
    EXPECT_THAT(world.listed(), ElementsAre("a", "b", "c"));
}

TEST(ListingFollower, FinishesTheFirstListingOfOneThatDied) {
    World world;
    world.describe("a", "A");
    ASSERT_TRUE(world.listing.begin({}, 0, 0, ListingBuilder::kLease, true));
    Instance instance(world);
    instance.tend();
    EXPECT_FALSE(world.listing.live({})->complete);
    world.listing.pass(ListingBuilder::kLease);
    instance.tend();
    EXPECT_TRUE(world.listing.live({})->complete);
    EXPECT_THAT(world.listed(), ElementsAre("a"));
}

TEST(ListingFollower, TellsHowMuchItTookIn) {
    World world;
    Instance instance(world);
    instance.tend();
    for (int i = 0; i <= ListingFollower::kPortion; ++i) world.describe("a", "A");
    EXPECT_EQ(instance.take_in(Source::catalogue), ListingFollower::kPortion);
    EXPECT_EQ(instance.take_in(Source::catalogue), 1);
    EXPECT_EQ(instance.take_in(Source::catalogue), 0);
}

TEST(ListingFollower, GoesOnWithAListingThatWasRebuilt) {
    World world;
    Instance instance(world);
    instance.tend();
    EXPECT_TRUE(ListingBuilder(world.parts(), {.call = new_call}).rebuild());
    world.describe("a", "A");
    EXPECT_FALSE(instance.follow(Source::catalogue));
    instance.tend();
    EXPECT_TRUE(instance.follow(Source::catalogue));
    EXPECT_EQ(world.listing.live({})->generation, 2);
    EXPECT_THAT(world.listed(), ElementsAre("a"));
}

TEST(ListingFollower, RebuildsWhenItMissedEvents) {
    World world;
    Instance instance(world);
    instance.tend();
    world.describe("a", "A");
    world.catalogue_changes.prune();
    world.describe("b", "B");
    EXPECT_FALSE(instance.follow(Source::catalogue));
    instance.tend();
    EXPECT_EQ(world.listing.live({})->generation, 2);
    EXPECT_THAT(world.listed(), ElementsAre("a", "b"));
    instance.tend();
    world.describe("c", "C");
    EXPECT_TRUE(instance.follow(Source::catalogue));
}

TEST(ListingFollower, TellsTheSourcesHowFarItIs) {
    World world;
    Instance instance(world);
    instance.tend();
    world.rate("a", 1);
    world.rate("a", 2);
    instance.follow_all();
    instance.tend();
    EXPECT_EQ(world.audience_changes.acknowledged, 2);
    EXPECT_EQ(world.catalogue_changes.acknowledged, 0);
}

TEST(ListingFollower, KnowsItsLag) {
    World world;
    Instance instance(world);
    instance.tend();
    EXPECT_EQ(instance.lag(Source::audience).events, 0);
    EXPECT_EQ(instance.lag(Source::audience).time.count(), 0);
    for (int i = 1; i <= 3; ++i) world.rate("a", i);
    EXPECT_EQ(instance.lag(Source::audience).events, 3);
    EXPECT_EQ(instance.lag(Source::audience).time, std::chrono::seconds(99));
    EXPECT_EQ(instance.lag(Source::catalogue).events, 0);
}

TEST(ListingFollower, DoesNothingMoreOnceStopped) {
    World world;
    Instance instance(world);
    instance.tend();
    world.describe("a", "A");
    instance.stop();
    EXPECT_FALSE(instance.follow(Source::catalogue));
}

class ListingVerificationOfWorld : public testing::Test {
protected:
    ListingVerificationOfWorld() {
        world.describe("a", "A");
        world.describe("b", "B");
        world.rate("a", 3);
        instance.tend();
    }

    std::vector<std::string> mismatches() {
        std::vector<std::string> found;
        ListingVerification verification(world.parts(), {.call = new_call});
        verdict = verification.run([&](const MovieId& id, const std::string& what) {
            found.push_back(id.text() + " " + what);
        });
        return found;
    }

    World world;
    Instance instance{world};
    ListingVerdict verdict;
};

TEST_F(ListingVerificationOfWorld, FindsNothingWhenAllIsWell) {
    EXPECT_THAT(mismatches(), testing::IsEmpty());
    EXPECT_EQ(verdict.movies, 2);
    EXPECT_EQ(verdict.rated, 1);
    EXPECT_EQ(verdict.mismatches, 0);
}

TEST_F(ListingVerificationOfWorld, FindsEveryKindOfDifference) {
    CatalogueEntry other{MovieId("b"), {}, 2, {}, {}};
    other.description.title = "Another";
    world.spoil(Described{other});
    other.id = MovieId("c");
    world.spoil(Described{other});
    world.spoil(Undescribed{MovieId("a")});
    RatingTally tally;
    tally.histogram[9] = 2;
    world.spoil(Rated{MovieId("a"), tally});
    EXPECT_THAT(mismatches(),
                ElementsAre("a is in the catalogue, but not listed, has 3 ratings that sum to 24, "
                            "but is listed with 2 that sum to 20",
                            "b is described differently", "c is listed, but not in the catalogue"));
    EXPECT_EQ(verdict.mismatches, 3);
}

}  // namespace
}  // namespace marquee::movie
