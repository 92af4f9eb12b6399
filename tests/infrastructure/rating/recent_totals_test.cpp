#include "infrastructure/rating/recent_totals.h"

#include <chrono>
#include <gtest/gtest.h>
#include <prometheus/registry.h>
#include <thread>

#include "infrastructure/events/event_log.h"
#include "tests/support/stores.h"
#include "tests/support/test_database.h"

namespace marquee::rating {
namespace {

const RecordType kMovie("movie");
const Record kRecord{kMovie, RecordId("m")};

class RecentTotalsTest : public testing::Test {
protected:
    /// What is told, where `stored` can be read.
    RatingTotals told(const RecordType& type, const RatingTotals& stored) {
        return totals.of(type, [&] { return stored; });
    }
    void commit() {
        log.write(Call(), [](soci::session&, std::vector<events::NewEvent>& events) {
            events.push_back({.type = "t", .record = "r", .payload = "{}"});
        });
    }

    std::unique_ptr<test::TestDatabase> database = test::make_sqlite_database();
    std::unique_ptr<test::Stores> stores = test::stores_at(database->url());
    prometheus::Registry metrics;
    int ids = 0;
    events::CommitSignal commits;
    events::EventLog log{
        *stores->database(),
        "rating",
        {[] { return Timestamp(); }, [this] { return "id-" + std::to_string(++ids); }},
        commits,
        metrics};
    RecentTotals totals{log};
};

TEST_F(RecentTotalsTest, AreReadAnewAfterEachCommit) {
    EXPECT_EQ(told(kMovie, {1, 8}), (RatingTotals{1, 8}));
    commit();
    EXPECT_EQ(told(kMovie, {2, 9}), (RatingTotals{2, 9}));
}

TEST_F(RecentTotalsTest, ThatWereReadBeforeACommitAreNotKept) {
    totals.of(kMovie, [&] {
        commit();
        return RatingTotals{1, 8};
    });
    EXPECT_EQ(told(kMovie, {2, 9}), (RatingTotals{2, 9}));
}

TEST_F(RecentTotalsTest, AreThoseOfTheTypeThatIsAskedFor) {
    EXPECT_EQ(told(kMovie, {1, 8}), (RatingTotals{1, 8}));
    EXPECT_EQ(told(RecordType("person"), {5, 9}), (RatingTotals{5, 9}));
}

TEST_F(RecentTotalsTest, FollowWhatOtherProcessesCommit) {
    RatingRepository& ours = stores->ratings();
    const auto other = test::stores_at(database->url());
    EXPECT_EQ(ours.totals(Call(), kMovie), RatingTotals());
    other->ratings().rate(Call(), kRecord, UserId("ann"), Score(8), Timestamp());
    EXPECT_EQ(other->ratings().totals(Call(), kMovie), (RatingTotals{1, 8}));
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (ours.totals(Call(), kMovie) == RatingTotals() &&
           std::chrono::steady_clock::now() < give_up) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    EXPECT_EQ(ours.totals(Call(), kMovie), (RatingTotals{1, 8}));
}

}  // namespace
}  // namespace marquee::rating
