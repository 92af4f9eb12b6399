#include "infrastructure/movie/remembering_catalogue.h"

#include <gtest/gtest.h>

#include "tests/support/fake_catalogue.h"
#include "tests/support/thrown.h"

namespace marquee::movie {
namespace {

using std::chrono::seconds;

class RememberingCatalogueTest : public testing::Test {
protected:
    RememberingCatalogueTest() {
        for (const auto* id : {"one", "two", "three"}) describe(id, "The Film");
    }

    void describe(const std::string& id, const std::string& title) {
        MovieDescription description;
        description.title = title;
        catalogue.describe(call, MovieId(id), description, {});
    }

    std::optional<CatalogueEntry> find(const std::string& id) {
        return remembering.find(call, MovieId(id));
    }

    const Call call = Call().by_system();
    std::chrono::steady_clock::time_point now = std::chrono::steady_clock::now();
    FakeCatalogue catalogue{[] { return Timestamp(); }};
    RememberingCatalogue remembering{catalogue, 2, [this] { return now; }};
};

TEST_F(RememberingCatalogueTest, SaysWhatIsSoWithoutAnAge) {
    const auto first = find("one");
    ASSERT_TRUE(first);
    EXPECT_FALSE(first->age);
    describe("one", "Another Title");
    EXPECT_EQ(find("one")->description.title, "Another Title");
}

TEST_F(RememberingCatalogueTest, StandsInWithTheAgeOfWhatItKnew) {
    find("one");
    now += seconds(7);
    catalogue.set_away(true);
    now += seconds(5);
    const auto old = find("one");
    ASSERT_TRUE(old);
    EXPECT_EQ(old->description.title, "The Film");
    EXPECT_EQ(old->age, seconds(12));
    catalogue.set_away(false);
    EXPECT_FALSE(find("one")->age);
}

TEST_F(RememberingCatalogueTest, FailsForWhatItNeverHeardOf) {
    catalogue.set_away(true);
    EXPECT_EQ(code_of([&] { find("one"); }), ErrorCode::unavailable);
}

TEST_F(RememberingCatalogueTest, AnswersManyOnlyWhenItKnowsAll) {
    remembering.find_many(call, {MovieId("one"), MovieId("two")});
    catalogue.set_away(true);
    const auto found = remembering.find_many(call, {MovieId("two"), MovieId("one")});
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0]->id, MovieId("two"));
    EXPECT_TRUE(found[1]->age);
    EXPECT_EQ(code_of([&] {
                  remembering.find_many(call, {MovieId("one"), MovieId("three")});
              }),
              ErrorCode::unavailable);
}

TEST_F(RememberingCatalogueTest, ForgetsWhatWasAskedForLongestAgo) {
    find("one");
    find("two");
    find("one");
    find("three");
    catalogue.set_away(true);
    EXPECT_TRUE(find("one"));
    EXPECT_TRUE(find("three"));
    EXPECT_EQ(code_of([&] { find("two"); }), ErrorCode::unavailable);
}

TEST_F(RememberingCatalogueTest, DoesNotBringBackWhatIsGone) {
    find("one");
    remembering.remove(call, MovieId("one"), {});
    find("two");
    catalogue.remove(call, MovieId("two"), {});
    EXPECT_FALSE(find("two"));
    catalogue.set_away(true);
    EXPECT_EQ(code_of([&] { find("one"); }), ErrorCode::unavailable);
    EXPECT_EQ(code_of([&] { find("two"); }), ErrorCode::unavailable);
}

TEST_F(RememberingCatalogueTest, RemembersWhatWasWrittenThroughIt) {
    MovieDescription description;
    description.title = "New";
    remembering.describe(call, MovieId("new"), description, {});
    catalogue.set_away(true);
    EXPECT_EQ(find("new")->description.title, "New");
    EXPECT_EQ(code_of([&] { remembering.describe(call, MovieId("new"), description, {}); }),
              ErrorCode::unavailable);
}

TEST_F(RememberingCatalogueTest, LeavesOtherErrorsAlone) {
    find("one");
    EXPECT_EQ(code_of([&] { remembering.describe(Call(), MovieId("one"), {}, {}); }),
              ErrorCode::unauthenticated);
}

}  // namespace
}  // namespace marquee::movie
