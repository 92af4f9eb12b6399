#include "application/movie/movie_removal.h"

#include <functional>
#include <gtest/gtest.h>
#include <type_traits>
#include <utility>

#include "tests/support/fake_audience.h"
#include "tests/support/fake_catalogue.h"
#include "tests/support/fake_removal_repository.h"
#include "tests/support/thrown.h"

namespace marquee::movie {
namespace {

/// The end of a process, which nobody catches on its way.
struct Crash {};

/// Runs steps, up to the one at which everything crashes: every even number before, every odd one
/// after it was done.
class Fuse {
public:
    static constexpr int kNever = -1;

    template <class Step>
    auto run(Step step) {
        burn();
        if constexpr (std::is_void_v<decltype(step())>) {
            step();
            burn();
        } else {
            auto result = step();
            burn();
            return result;
        }
    }

    int left = kNever;

private:
    void burn() {
        if (left == kNever) return;
        if (left-- == 0) throw Crash();
    }
};

class BrittleRemovals : public FakeRemovalRepository {
public:
    explicit BrittleRemovals(Fuse& fuse) : fuse_(fuse) {}

    bool begin(const Call& call, const Removal& removal, const std::string& worker,
               std::chrono::milliseconds lease) override {
        return fuse_.run(
            [&] { return FakeRemovalRepository::begin(call, removal, worker, lease); });
    }
    std::optional<Removal> claim(const Call& call, const std::string& worker,
                                 std::chrono::milliseconds lease) override {
        return fuse_.run([&] { return FakeRemovalRepository::claim(call, worker, lease); });
    }
    bool advance(const Call& call, const MovieId& movie, const std::string& worker,
                 RemovalStep step) override {
        return fuse_.run([&] { return FakeRemovalRepository::advance(call, movie, worker, step); });
    }
    void end(const Call& call, const MovieId& movie, const std::string& worker) override {
        fuse_.run([&] { FakeRemovalRepository::end(call, movie, worker); });
    }

private:
    Fuse& fuse_;
};

class BrittleCatalogue : public FakeCatalogue {
public:
    BrittleCatalogue(Fuse& fuse, Clock clock) : FakeCatalogue(std::move(clock)), fuse_(fuse) {}

    bool remove(const Call& call, const MovieId& id, const Precondition& precondition) override {
        if (const auto interruption = std::exchange(before_remove, nullptr)) interruption();
        return fuse_.run([&] { return FakeCatalogue::remove(call, id, precondition); });
    }

    /// Happens once, before the next removal.
    std::function<void()> before_remove;

private:
    Fuse& fuse_;
};

class BrittleAudience : public FakeAudience {
public:
    explicit BrittleAudience(Fuse& fuse) : fuse_(fuse) {}

    void forget(const Call& call, const MovieId& id, Timestamp until) override {
        fuse_.run([&] { FakeAudience::forget(call, id, until); });
    }

private:
    Fuse& fuse_;
};

/// One movie with a rating, and two instances that can remove it.
struct World {
    World() {
        describe("Vertigo");
        audience.set_rating(id, {8, 1, 8, {0, 0, 0, 0, 0, 0, 0, 1, 0, 0}});
    }

    Revision describe(const std::string& title) {
        MovieDescription description;
        description.title = title;
        return catalogue.describe(call, id, description, {}).entry.revision;
    }

    bool described() { return catalogue.find(call, id).has_value(); }
    Revision revision() { return catalogue.find(call, id).value().revision; }
    bool under_way() { return here.under_way(call, id); }

    bool untouched() { return described() && audience.knows(id) && !under_way(); }
    bool gone() { return !described() && !audience.knows(id) && !under_way(); }

    const MovieId id{"tt1"};
    Call call = Call().by_system();
    Fuse fuse;
    BrittleRemovals removals{fuse};
    std::int64_t time = 5000;
    Clock now = [this] { return Timestamp(std::chrono::milliseconds(++time)); };
    BrittleCatalogue catalogue{fuse, now};
    BrittleAudience audience{fuse};
    MovieRemoval here{removals, catalogue, audience, "here", now};
    MovieRemoval there{removals, catalogue, audience, "there", now};
};

/// Whether `act` crashes at step `steps`.
template <class Act>
bool crashes(World& world, int steps, Act act) {
    world.fuse.left = steps;
    bool crashed = false;
    try {
        act();
    } catch (const Crash&) {
        crashed = true;
    }
    world.fuse.left = Fuse::kNever;
    return crashed;
}

TEST(MovieRemoval, RemovesTheMovieAndItsRatings) {
    World world;
    EXPECT_TRUE(world.here.remove(world.call, world.id, world.revision()));
    EXPECT_TRUE(world.gone());
    EXPECT_FALSE(world.here.finish_next(world.call));
}

TEST(MovieRemoval, SaysWhenThereIsNoSuchMovie) {
    World world;
    const MovieId other("tt2");
    EXPECT_FALSE(world.here.remove(world.call, other, 1));
    EXPECT_FALSE(world.here.remove(world.call, other, 7));
    EXPECT_FALSE(world.here.under_way(world.call, other));
    EXPECT_TRUE(world.untouched());
}

TEST(MovieRemoval, LeavesNothingUnderWayWhenItIsRefused) {
    World world;
    EXPECT_EQ(code_of([&] { world.here.remove(world.call, world.id, world.revision() + 1); }),
              ErrorCode::precondition_failed);
    EXPECT_TRUE(world.untouched());
    EXPECT_TRUE(world.here.remove(world.call, world.id, world.revision()));
    EXPECT_TRUE(world.gone());
}

TEST(MovieRemoval, EndsTheSameWhereverItCrashes) {
    int crash = 0;
    for (;; ++crash) {
        World world;
        const Revision revision = world.revision();
        if (!crashes(world, crash, [&] { world.here.remove(world.call, world.id, revision); })) {
            EXPECT_TRUE(world.gone());
            break;
        }
        EXPECT_FALSE(world.there.finish_next(world.call)) << "it is leased, crash " << crash;
        world.removals.pass(MovieRemoval::kLease);
        const bool begun = world.under_way();
        EXPECT_EQ(world.there.finish_next(world.call), begun) << crash;
        EXPECT_TRUE(crash == 0 ? world.untouched() : world.gone()) << crash;
        EXPECT_FALSE(world.there.finish_next(world.call)) << crash;
    }
    EXPECT_EQ(crash, 10) << "five steps, each with a before and an after";
}

TEST(MovieRemoval, EndsTheSameWhenItsCompletionCrashesToo) {
    // From the moment after it was begun to the one before it ended.
    for (int first = 1; first < 9; ++first) {
        for (int second = 0;; ++second) {
            World world;
            const Revision revision = world.revision();
            EXPECT_TRUE(
                crashes(world, first, [&] { world.here.remove(world.call, world.id, revision); }));
            world.removals.pass(MovieRemoval::kLease);
            const bool crashed =
                crashes(world, second, [&] { world.there.finish_next(world.call); });
            world.removals.pass(MovieRemoval::kLease);
            world.here.finish_next(world.call);
            EXPECT_TRUE(world.gone()) << first << ", " << second;
            if (!crashed) break;
        }
    }
}

TEST(MovieRemoval, GoesOnLaterWhenTheCatalogueIsAway) {
    World world;
    const Revision revision = world.revision();
    world.catalogue.set_away(true);
    EXPECT_EQ(code_of([&] { world.here.remove(world.call, world.id, revision); }),
              ErrorCode::unavailable);
    EXPECT_TRUE(world.under_way());
    world.removals.pass(MovieRemoval::kLease);
    EXPECT_EQ(code_of([&] { world.there.finish_next(world.call); }), ErrorCode::unavailable);
    EXPECT_TRUE(world.under_way());
    world.catalogue.set_away(false);
    world.removals.pass(MovieRemoval::kLease);
    EXPECT_TRUE(world.there.finish_next(world.call));
    EXPECT_TRUE(world.gone());
}

TEST(MovieRemoval, ReturnsWithTheMovieGoneThoughTheAudienceIsAway) {
    World world;
    world.audience.set_away(true);
    EXPECT_TRUE(world.here.remove(world.call, world.id, world.revision()));
    EXPECT_FALSE(world.described());
    EXPECT_TRUE(world.under_way());
    world.removals.pass(MovieRemoval::kLease);
    EXPECT_EQ(code_of([&] { world.there.finish_next(world.call); }), ErrorCode::unavailable);
    world.audience.set_away(false);
    world.removals.pass(MovieRemoval::kLease);
    EXPECT_TRUE(world.there.finish_next(world.call));
    EXPECT_TRUE(world.gone());
}

TEST(MovieRemoval, GivesUpWhatWasChangedBeforeItCouldFinish) {
    World world;
    const Revision meant = world.revision();
    EXPECT_TRUE(crashes(world, 1, [&] { world.here.remove(world.call, world.id, meant); }));
    world.describe("Psycho");
    world.removals.pass(MovieRemoval::kLease);
    EXPECT_EQ(code_of([&] { world.there.finish_next(world.call); }),
              ErrorCode::precondition_failed);
    EXPECT_TRUE(world.untouched());
}

TEST(MovieRemoval, LeavesTheRestToTheWorkerThatTookItOver) {
    World world;
    world.catalogue.before_remove = [&] {
        world.removals.pass(MovieRemoval::kLease);
        EXPECT_TRUE(world.there.finish_next(world.call));
        world.describe("Vertigo");
        world.audience.set_rating(world.id, {9, 1, 9, {}});
        world.catalogue.remove(world.call, world.id, {});
    };
    world.here.remove(world.call, world.id, world.revision());
    EXPECT_TRUE(world.audience.knows(world.id)) << "ratings that came after the removal";
    EXPECT_FALSE(world.under_way());
}

TEST(MovieRemoval, SeesToTheRatingsThoughSomebodyElseRemovesTheMovie) {
    World world;
    world.catalogue.before_remove = [&] { world.catalogue.remove(world.call, world.id, {}); };
    world.here.remove(world.call, world.id, world.revision());
    EXPECT_TRUE(world.gone());
}

TEST(MovieRemoval, RefusesASecondOneOfTheSameMovie) {
    World world;
    const Revision revision = world.revision();
    EXPECT_TRUE(crashes(world, 2, [&] { world.here.remove(world.call, world.id, revision); }));
    for (auto* instance : {&world.here, &world.there}) {
        EXPECT_EQ(code_of([&] { instance->remove(world.call, world.id, revision); }),
                  ErrorCode::conflict);
    }
    EXPECT_TRUE(world.described());
    world.removals.pass(MovieRemoval::kLease);
    EXPECT_TRUE(world.there.finish_next(world.call));
    EXPECT_TRUE(world.gone());
}

TEST(MovieRemoval, KeepsRatingsThatCameAfterItWasAskedFor) {
    World world;
    const Revision revision = world.revision();
    // The catalogue has lost the movie, and that is recorded.
    EXPECT_TRUE(crashes(world, 6, [&] { world.here.remove(world.call, world.id, revision); }));
    world.describe("Psycho");
    world.audience.set_rating(world.id, {9, 1, 9, {}}, world.now());
    world.removals.pass(MovieRemoval::kLease);
    EXPECT_TRUE(world.there.finish_next(world.call));
    EXPECT_TRUE(world.untouched());
}

TEST(MovieRemoval, KeepsAMovieThatWasMadeAnewBeforeItCouldFinish) {
    World world;
    const Revision revision = world.revision();
    // Right after the catalogue lost the movie, before that was recorded.
    EXPECT_TRUE(crashes(world, 4, [&] { world.here.remove(world.call, world.id, revision); }));
    EXPECT_FALSE(world.described());
    world.describe("Psycho");
    world.removals.pass(MovieRemoval::kLease);
    EXPECT_EQ(code_of([&] { world.there.finish_next(world.call); }),
              ErrorCode::precondition_failed);
    EXPECT_TRUE(world.described());
    EXPECT_FALSE(world.under_way());
}

}  // namespace
}  // namespace marquee::movie
