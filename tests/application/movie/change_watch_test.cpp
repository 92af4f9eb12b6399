#include "application/movie/change_watch.h"

#include <algorithm>
#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "domain/shared/error.h"
#include "tests/support/thrown.h"

namespace marquee::movie {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

/// A feed whose events tests add, and that may be away. It never waits.
class ListedFeed : public EventFeed {
public:
    Answer read(const Call&, std::int64_t after, std::size_t limit, Call::Deadline) override {
        if (away) throw Error(ErrorCode::unavailable, "away");
        if (after < pruned_until) return EventsPruned{pruned_until};
        std::vector<Event> found;
        for (const auto& event : events) {
            if (event.position > after && found.size() < std::min(limit, most)) {
                found.push_back(event);
            }
        }
        return found;
    }
    std::int64_t last_position(const Call&) override {
        if (away) throw Error(ErrorCode::unavailable, "away");
        return static_cast<std::int64_t>(events.size());
    }
    void acknowledge(const Call&, const std::string&, std::int64_t) override {}

    void add(const std::string& record) {
        Event event;
        event.position = static_cast<std::int64_t>(events.size()) + 1;
        event.record = record;
        events.push_back(event);
    }

    std::vector<Event> events;
    std::size_t most = 1000;
    std::int64_t pruned_until = 0;
    bool away = false;
};

class ChangeWatchTest : public testing::Test {
protected:
    void follow() { watch_.follow(Call(), Call::Deadline::min()); }
    std::vector<std::string> told() { return std::exchange(told_, {}); }
    int lost() { return std::exchange(lost_, 0); }

    ListedFeed feed_;
    std::vector<std::string> told_;
    int lost_ = 0;
    ChangeWatch watch_{
        feed_,
        "movie/",
        {[this](std::string_view id) { told_.emplace_back(id); }, [this] { ++lost_; }}};
};

TEST_F(ChangeWatchTest, TellsWhatChangesFromItsBeginningOn) {
    feed_.add("movie/before");
    follow();
    EXPECT_THAT(told(), IsEmpty());
    // What was there before it knows nothing of.
    EXPECT_EQ(lost(), 1);
    feed_.add("movie/a");
    feed_.add("book/b");
    feed_.add("movie/c");
    follow();
    EXPECT_THAT(told(), ElementsAre("a", "c"));
    follow();
    EXPECT_THAT(told(), IsEmpty());
    EXPECT_EQ(lost(), 0);
}

TEST_F(ChangeWatchTest, TellsAllHoweverFewTheFeedGivesAtATime) {
    follow();
    feed_.most = 2;
    for (int i = 0; i < 7; ++i) feed_.add("movie/" + std::to_string(i));
    follow();
    EXPECT_EQ(told().size(), 7U);
}

TEST_F(ChangeWatchTest, KnowsUntilWhenItKnowsAll) {
    EXPECT_FALSE(watch_.knows_all_until(std::chrono::hours(1)));
    follow();
    EXPECT_TRUE(watch_.knows_all_until(std::chrono::hours(1)));
    EXPECT_FALSE(watch_.knows_all_until(milliseconds(-1)));
    feed_.away = true;
    EXPECT_EQ(code_of([&] { follow(); }), ErrorCode::unavailable);
    EXPECT_FALSE(watch_.knows_all_until(milliseconds(0)));
    EXPECT_TRUE(watch_.knows_all_until(std::chrono::hours(1)));
}

TEST_F(ChangeWatchTest, SaysWhenItMayHaveMissedSomething) {
    follow();
    lost();
    for (int i = 0; i < 5; ++i) feed_.add("movie/" + std::to_string(i));
    feed_.pruned_until = 3;
    follow();
    EXPECT_EQ(lost(), 1);
    EXPECT_THAT(told(), ElementsAre("3", "4"));
    // A database that was set back.
    feed_.events.resize(3);
    follow();
    EXPECT_EQ(lost(), 1);
    feed_.add("movie/anew");
    follow();
    EXPECT_THAT(told(), ElementsAre("anew"));
}

}  // namespace
}  // namespace marquee::movie
