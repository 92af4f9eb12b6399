#include "application/rating/user_erasure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

#include "tests/support/fake_rating_repository.h"
#include "tests/support/thrown.h"

namespace marquee::rating {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

class FakeErasureRegister : public ErasureRegister {
public:
    std::vector<UnfinishedErasure> unfinished(const Call&, const std::optional<UserId>& after,
                                              std::size_t limit) override {
        if (meanwhile) meanwhile();
        std::vector<UnfinishedErasure> page;
        for (const auto& [user, erasure] : open) {
            if ((!after || *after < user) && page.size() < limit) page.push_back(erasure);
        }
        return page;
    }
    void report(const Call&, const UserId& user, const ErasureReport& report) override {
        if (user == unreportable) throw Error(ErrorCode::unavailable, "nobody listens");
        ++reports;
        auto& erasure = open.at(user);
        if (!erasure.started_at) erasure.started_at = report.at;
        erasure.removed = report.removed;
        if (!report.done) return;
        open.erase(user);
        done.push_back(user.text());
    }
    void add(const UserId& user) { open.emplace(user, UnfinishedErasure{user, {}, 0}); }

    std::map<UserId, UnfinishedErasure> open;
    std::vector<std::string> done;
    int reports = 0;
    std::optional<UserId> unreportable;
    /// Happens while somebody looks.
    std::function<void()> meanwhile;
};

/// Events by their types, and how often they were asked for.
class FakeAccountFeed : public EventFeed {
public:
    Answer read(const Call&, std::int64_t after, std::size_t limit, Call::Deadline) override {
        ++reads;
        if (pruned) return EventsPruned{last_position({})};
        std::vector<Event> events;
        while (after < last_position({}) && events.size() < limit) {
            Event event;
            event.type = types[static_cast<std::size_t>(after)];
            event.position = ++after;
            events.push_back(event);
        }
        return events;
    }
    std::int64_t last_position(const Call&) override {
        return static_cast<std::int64_t>(types.size());
    }
    void acknowledge(const Call&, const std::string&, std::int64_t) override {}

    std::vector<std::string> types;
    bool pruned = false;
    int reads = 0;
};

/// Ratings of which somebody can't be refused.
class PartlyDamagedRatings : public FakeRatingRepository {
public:
    void refuse_user(const Call& call, const UserId& user) override {
        if (user == damaged) throw Error(ErrorCode::unavailable, "a row is damaged");
        FakeRatingRepository::refuse_user(call, user);
    }
    std::optional<UserId> damaged;
};

class UserErasureTest : public testing::Test {
protected:
    void rate(const UserId& user) {
        repository_.apply(call_, {{{RecordType("movie"), RecordId("1")}, user, Score(5), {}}},
                          now_);
    }
    bool has_ratings(const UserId& user) {
        return !repository_.history(call_, user, std::nullopt, 1).empty();
    }
    void round() {
        erasure_.tend([] { return Call(); }, Call::Deadline::min());
    }

    Call call_;
    Timestamp now_{seconds(1000)};
    PartlyDamagedRatings repository_;
    FakeErasureRegister register_;
    FakeAccountFeed feed_;
    UserErasure erasure_{repository_, register_, feed_, [this] { return now_; }, seconds(30)};
    const UserId ann_{"ann"};
    const UserId bob_{"bob"};
};

TEST_F(UserErasureTest, IsDoneOnlyWhenNoWriteCanBeUnderWay) {
    rate(ann_);
    register_.add(ann_);
    round();
    EXPECT_FALSE(has_ratings(ann_));
    EXPECT_EQ(register_.open.at(ann_).started_at, now_);
    EXPECT_EQ(register_.open.at(ann_).removed, 1);
    now_ += seconds(30) - milliseconds(1);
    round();
    EXPECT_THAT(register_.done, IsEmpty());
    now_ += milliseconds(1);
    round();
    EXPECT_THAT(register_.done, ElementsAre("ann"));
}

TEST_F(UserErasureTest, TellsOnlyWhatIsNew) {
    rate(ann_);
    register_.add(ann_);
    round();
    EXPECT_EQ(register_.reports, 2);
    round();
    EXPECT_EQ(register_.reports, 2);
}

TEST_F(UserErasureTest, WorksOnManyAtOnce) {
    for (int i = 0; i < 201; ++i) {
        const UserId user("u" + std::to_string(i));
        rate(user);
        register_.add(user);
    }
    round();
    now_ += seconds(30);
    round();
    EXPECT_EQ(register_.done.size(), 201U);
    EXPECT_TRUE(repository_.scan(call_, RecordType("movie"), std::nullopt, 1).empty());
}

TEST_F(UserErasureTest, IsNotHeldUpByOneThatFails) {
    for (const auto& user : {ann_, bob_}) {
        rate(user);
        register_.add(user);
    }
    repository_.damaged = ann_;
    EXPECT_EQ(code_of([&] { round(); }), ErrorCode::unavailable);
    EXPECT_FALSE(has_ratings(bob_));
    EXPECT_EQ(feed_.reads, 0);
    repository_.damaged.reset();
    round();
    EXPECT_FALSE(has_ratings(ann_));
}

TEST_F(UserErasureTest, RefusesAgainWhenItCouldNotTell) {
    register_.add(ann_);
    register_.unreportable = ann_;
    EXPECT_EQ(code_of([&] { round(); }), ErrorCode::unavailable);
    // What began before that was told may still be under way at the end of the first 30 s.
    now_ += seconds(30);
    register_.unreportable.reset();
    round();
    EXPECT_THAT(register_.done, IsEmpty());
    now_ += seconds(30);
    round();
    EXPECT_THAT(register_.done, ElementsAre("ann"));
}

TEST_F(UserErasureTest, WaitsOnPastEventsThatAreNoneOfItsBusiness) {
    feed_.types = {"account.erased"};
    register_.meanwhile = [this] { feed_.types.emplace_back("session.revoked"); };
    round();
    EXPECT_EQ(feed_.reads, 2);
}

TEST_F(UserErasureTest, LooksAgainWhenAnAccountIsErasedMeanwhile) {
    register_.meanwhile = [this] {
        feed_.types.insert(feed_.types.end(), {"session.revoked", "account.erased"});
    };
    round();
    EXPECT_EQ(feed_.reads, 1);
}

TEST_F(UserErasureTest, LooksAgainWhenEventsArePruned) {
    feed_.pruned = true;
    round();
    EXPECT_EQ(feed_.reads, 1);
}

TEST_F(UserErasureTest, DoesNothingMoreOnceItIsStopped) {
    rate(ann_);
    register_.add(ann_);
    erasure_.stop();
    round();
    EXPECT_TRUE(has_ratings(ann_));
    EXPECT_EQ(feed_.reads, 0);
}

}  // namespace
}  // namespace marquee::rating
