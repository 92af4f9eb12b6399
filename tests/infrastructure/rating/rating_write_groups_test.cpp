#include "infrastructure/rating/rating_write_groups.h"

#include <algorithm>
#include <condition_variable>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <latch>
#include <mutex>
#include <prometheus/registry.h>

#include "domain/shared/error.h"
#include "infrastructure/database/database.h"
#include "infrastructure/database/query.h"
#include "infrastructure/events/sql_event_feed.h"
#include "infrastructure/rating/sql_rating_repository.h"
#include "tests/support/stores.h"
#include "tests/support/thrown.h"

namespace marquee::rating {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using Effects = std::vector<ChangeEffect>;
using Outcome = std::future<Effects>;

Timestamp at(std::int64_t milliseconds) {
    return Timestamp(std::chrono::milliseconds(milliseconds));
}

Record movie(const std::string& id) {
    return {RecordType("movie"), RecordId(id)};
}

RatingChange put(const std::string& id, const std::string& user, int score) {
    return {movie(id), UserId(user), Score(score), at(1000)};
}

Call by(const std::string& request) {
    Call call;
    call.request_id = request;
    return call;
}

/// Waits, at most, until `holds`; tests go on to say what is wrong when it doesn't.
template <class Condition>
void wait_until(Condition holds) {
    for (int i = 0; i < 2000 && !holds(); ++i) std::this_thread::sleep_for(5ms);
}

/// A place within every transaction that can be barred.
class Barrier {
public:
    void bar() {
        const std::lock_guard lock(mutex_);
        barred_ = true;
    }
    void lift() {
        const std::lock_guard lock(mutex_);
        barred_ = false;
        changed_.notify_all();
    }
    void pass() {
        std::unique_lock lock(mutex_);
        if (!barred_) return;
        waiting_ = true;
        changed_.notify_all();
        changed_.wait(lock, [&] { return !barred_ || let_in_; });
        let_in_ = false;
        waiting_ = false;
    }
    /// Until somebody has come to it.
    void wait_for_one() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return waiting_; });
    }
    /// Lets the one pass who waits.
    void let_in() {
        const std::lock_guard lock(mutex_);
        let_in_ = true;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool barred_ = false;
    bool waiting_ = false;
    bool let_in_ = false;
};

class RatingWriteGroupsTest : public testing::TestWithParam<test::StoreKind> {
protected:
    Outcome apply(const std::vector<RatingChange>& changes, const Call& call = {}) {
        return std::async(std::launch::async,
                          [=, this] { return groups_.apply(call, changes, at(5000)); });
    }
    /// Begins a write that is not committed before the barrier is lifted, and `others`, which wait
    /// for it.
    Outcome hold_up(const std::function<void()>& others) {
        barrier_.bar();
        auto first = apply({put("first", "u", 8)});
        barrier_.wait_for_one();
        others();
        return first;
    }
    /// Until so many writes wait for their group.
    void wait_for_queue(double writes) {
        wait_until([&] { return metric("marquee_rating_writes_waiting").gauge.value == writes; });
        ASSERT_EQ(metric("marquee_rating_writes_waiting").gauge.value, writes);
    }
    prometheus::ClientMetric metric(const std::string& name) {
        for (const auto& family : metrics_.Collect()) {
            if (family.name == name) return family.metric.front();
        }
        return {};
    }
    /// How many groups were begun, and how many writes were in them.
    std::pair<std::uint64_t, double> groups() {
        const auto sizes = metric("marquee_rating_write_group_size").histogram;
        return {sizes.sample_count, sizes.sample_sum};
    }
    std::optional<int> score(const std::string& id, const std::string& user) {
        const auto rating = stores_->ratings().find(Call{}, movie(id), UserId(user));
        return rating ? std::optional(static_cast<int>(rating->score.value())) : std::nullopt;
    }
    std::int64_t count(const std::string& id) {
        return stores_->ratings().summaries(Call{}, {movie(id)}).front().count();
    }
    void run(const std::string& sql) {
        database_.write(
            Call{}, [&](soci::session& session) { database::Query(session).sql(sql).execute(); });
    }
    std::vector<std::string> requests_of_events() {
        std::vector<std::string> requests;
        const auto events = std::get<std::vector<Event>>(feed_.read(Call{}, 0, 1000, {}));
        for (const auto& event : events) requests.push_back(event.request_id);
        return requests;
    }

    std::unique_ptr<test::Stores> stores_ = GetParam().make();
    database::Database& database_ = *stores_->database();
    prometheus::Registry metrics_;
    events::CommitSignal commits_;
    Barrier barrier_;
    events::EventLogParts parts_{[] { return at(1); },
                                 [this] {
                                     barrier_.pass();
                                     return std::string("id");
                                 }};
    events::EventLog log_{database_, "rating", parts_, commits_, metrics_};
    events::SqlEventFeed feed_{database_, "rating", [] { return at(1); }, commits_};
    RatingWriteGroups groups_{log_, metrics_, 500};
};

TEST_P(RatingWriteGroupsTest, CommitsOneThatComesAloneByItself) {
    EXPECT_THAT(groups_.apply(Call{}, {put("a", "u", 8)}, at(5000)),
                ElementsAre(ChangeEffect::created));
    EXPECT_THAT(groups_.apply(Call{}, {put("a", "u", 9)}, at(5000)),
                ElementsAre(ChangeEffect::replaced));
    EXPECT_EQ(score("a", "u"), 9);
    EXPECT_EQ(groups(), std::pair(std::uint64_t{2}, 2.0));
}

TEST_P(RatingWriteGroupsTest, CommitsTogetherWhatComesMeanwhile) {
    std::vector<Outcome> others;
    auto first = hold_up([&] {
        for (int i = 0; i < 20; ++i)
            others.push_back(apply({put("a", "u" + std::to_string(i), 7)}));
        wait_for_queue(20);
    });
    barrier_.lift();
    EXPECT_THAT(first.get(), ElementsAre(ChangeEffect::created));
    for (auto& other : others) EXPECT_THAT(other.get(), ElementsAre(ChangeEffect::created));
    EXPECT_EQ(count("a"), 20);
    EXPECT_EQ(groups(), std::pair(std::uint64_t{2}, 21.0));
}

TEST_P(RatingWriteGroupsTest, TellsEachItsOwnEffectsAndEachEventItsOwnRequest) {
    Outcome one;
    Outcome two;
    auto first = hold_up([&] {
        one = apply({put("a", "u", 7), put("b", "u", 3), put("b", "u", 3)}, by("one"));
        wait_for_queue(1);
        two = apply({put("a", "u", 9), {movie("c"), UserId("u"), {}, {}}}, by("two"));
        wait_for_queue(2);
    });
    barrier_.lift();
    first.get();
    EXPECT_THAT(one.get(),
                ElementsAre(ChangeEffect::created, ChangeEffect::created, ChangeEffect::unchanged));
    EXPECT_THAT(two.get(), ElementsAre(ChangeEffect::replaced, ChangeEffect::absent));
    EXPECT_EQ(score("a", "u"), 9);
    EXPECT_THAT(requests_of_events(), ElementsAre("", "one", "one", "two"));
}

TEST_P(RatingWriteGroupsTest, TellsEachItsOwnRatingAndWhereTheGroupLeftItsRecord) {
    const auto rate = [&](const std::string& id, const std::string& user, int score) {
        return std::async(std::launch::async, [=, this] {
            return groups_.rate(Call{}, {movie(id), UserId(user), Score(score), {}}, at(5000));
        });
    };
    std::future<GivenRating> one;
    std::future<GivenRating> two;
    std::future<GivenRating> other;
    auto first = hold_up([&] {
        one = rate("a", "u", 7);
        wait_for_queue(1);
        two = rate("a", "u", 9);
        wait_for_queue(2);
        other = rate("b", "u", 1);
        wait_for_queue(3);
    });
    barrier_.lift();
    first.get();
    const auto given = one.get();
    EXPECT_EQ(given.rating.score, Score(7));
    EXPECT_EQ(given.summary, RatingSummary(Histogram{0, 0, 0, 0, 0, 0, 0, 0, 1}));
    EXPECT_EQ(given.totals, (RatingTotals{3, 18}));
    const auto later = two.get();
    EXPECT_EQ(later.rating.score, Score(9));
    EXPECT_EQ(later.summary, given.summary);
    EXPECT_EQ(other.get().totals, given.totals);
}

TEST_P(RatingWriteGroupsTest, FailsTheOneOfAnErasedUserAlone) {
    stores_->ratings().refuse_user(Call{}, UserId("gone"));
    Outcome good;
    Outcome bad;
    Outcome withdrawal;
    auto first = hold_up([&] {
        good = apply({put("a", "u", 7)});
        bad = apply({put("a", "v", 5), put("a", "gone", 5)});
        withdrawal = apply({{movie("a"), UserId("gone"), {}, {}}});
        wait_for_queue(3);
    });
    barrier_.lift();
    first.get();
    EXPECT_EQ(code_of([&] { bad.get(); }), ErrorCode::conflict);
    EXPECT_THAT(good.get(), ElementsAre(ChangeEffect::created));
    EXPECT_THAT(withdrawal.get(), ElementsAre(ChangeEffect::absent));
    EXPECT_EQ(count("a"), 1);
}

TEST_P(RatingWriteGroupsTest, FailsTheOneOfADamagedSummaryAlone) {
    groups_.apply(Call{}, {put("damaged", "u", 7)}, at(5000));
    run("UPDATE rating_summary SET rating_count = 5 WHERE record_id = 'damaged'");
    Outcome good;
    Outcome bad;
    auto first = hold_up([&] {
        good = apply({put("a", "u", 7)});
        bad = apply({put("damaged", "v", 7)});
        wait_for_queue(2);
    });
    barrier_.lift();
    first.get();
    EXPECT_TRUE(code_of([&] { bad.get(); }).has_value());
    EXPECT_THAT(good.get(), ElementsAre(ChangeEffect::created));
    EXPECT_EQ(score("a", "u"), 7);
    EXPECT_EQ(score("damaged", "v"), std::nullopt);
}

TEST_P(RatingWriteGroupsTest, LetsOneLeaveTheQueueWhoseTimeIsOver) {
    auto first = hold_up([&] {
        Call hurried;
        hurried.deadline = std::chrono::steady_clock::now() + 50ms;
        auto late = apply({put("a", "late", 7)}, hurried);
        EXPECT_EQ(code_of([&] { late.get(); }), ErrorCode::deadline_exceeded);
        std::stop_source gone;
        Call cancelled;
        cancelled.cancelled = gone.get_token();
        auto left = apply({put("a", "left", 7)}, cancelled);
        gone.request_stop();
        EXPECT_EQ(code_of([&] { left.get(); }), ErrorCode::deadline_exceeded);
    });
    barrier_.lift();
    first.get();
    groups_.apply(Call{}, {put("a", "u", 7)}, at(5000));
    EXPECT_EQ(count("a"), 1);
}

TEST_P(RatingWriteGroupsTest, TellsOneWhoLeavesItsGroupThatTheOutcomeIsUnknown) {
    std::stop_source gone;
    Call cancelled;
    cancelled.cancelled = gone.get_token();
    Outcome leaving;
    Outcome staying;
    auto first = hold_up([&] {
        leaving = apply({put("a", "leaving", 7)}, cancelled);
        staying = apply({put("a", "staying", 7)});
        wait_for_queue(2);
    });
    barrier_.let_in();
    first.get();
    barrier_.wait_for_one();
    gone.request_stop();
    EXPECT_EQ(code_of([&] { leaving.get(); }), ErrorCode::unknown_outcome);
    barrier_.lift();
    EXPECT_THAT(staying.get(), ElementsAre(ChangeEffect::created));
    EXPECT_EQ(count("a"), 2);
}

TEST_P(RatingWriteGroupsTest, TellsAllWhoStayWhoeverElseLeaves) {
    std::stop_source gone;
    Call cancelled;
    cancelled.cancelled = gone.get_token();
    std::vector<Outcome> leaving;
    std::vector<Outcome> staying;
    auto first = hold_up([&] {
        for (int i = 0; i < 12; ++i) {
            const bool leaves = i % 3 == 0;
            auto& outcomes = leaves ? leaving : staying;
            outcomes.push_back(
                apply({put("a", "u" + std::to_string(i), 7)}, leaves ? cancelled : Call{}));
            wait_for_queue(i + 1);
        }
    });
    barrier_.let_in();
    first.get();
    barrier_.wait_for_one();
    gone.request_stop();
    for (auto& outcome : leaving) {
        EXPECT_EQ(code_of([&] { outcome.get(); }), ErrorCode::unknown_outcome);
    }
    barrier_.lift();
    for (auto& outcome : staying) EXPECT_THAT(outcome.get(), ElementsAre(ChangeEffect::created));
    EXPECT_EQ(count("a"), 12);
}

TEST_P(RatingWriteGroupsTest, EndsWhatNobodyWaitsForAnyMore) {
    // Another process is at the log, and lets nobody else write.
    prometheus::Registry metrics;
    database::Database other(database_.url(), {}, metrics);
    std::latch held(1);
    std::latch released(1);
    auto others = std::async(std::launch::async, [&] {
        other.write(Call{}, [&](soci::session& session) {
            const std::string sql = "UPDATE rating_event_head SET position = position WHERE id = 1";
            database::Query(session).sql(sql).execute();
            held.count_down();
            released.wait();
        });
    });
    held.wait();
    std::stop_source gone;
    Call cancelled;
    cancelled.cancelled = gone.get_token();
    auto only = apply({put("a", "u", 7)}, cancelled);
    wait_until([&] { return groups().first == 1; });
    gone.request_stop();
    EXPECT_EQ(code_of([&] { only.get(); }), ErrorCode::deadline_exceeded);
    released.count_down();
    others.get();
    EXPECT_EQ(count("a"), 0);
}

TEST_P(RatingWriteGroupsTest, CommitsEachByItselfWhenToldTo) {
    prometheus::Registry metrics;
    RatingWriteGroups each(log_, metrics, 1);
    std::vector<Outcome> writes;
    for (int i = 0; i < 5; ++i) {
        writes.push_back(std::async(std::launch::async, [&, i] {
            return each.apply(Call{}, {put("a", "u" + std::to_string(i), 7)}, at(5000));
        }));
    }
    for (auto& write : writes) write.get();
    const auto families = metrics.Collect();
    const auto sizes = std::ranges::find(families, "marquee_rating_write_group_size",
                                         &prometheus::MetricFamily::name);
    ASSERT_NE(sizes, families.end());
    EXPECT_EQ(sizes->metric.front().histogram.sample_count, 0u);
    EXPECT_EQ(count("a"), 5);
}

TEST_P(RatingWriteGroupsTest, LeavesLargeWritesToThemselves) {
    std::vector<RatingChange> many;
    for (int i = 0; i < 101; ++i) many.push_back(put("a", "u" + std::to_string(i), 7));
    EXPECT_EQ(groups_.apply(Call{}, many, at(5000)).size(), 101u);
    EXPECT_EQ(groups().first, 0u);
    EXPECT_EQ(count("a"), 101);
}

TEST_P(RatingWriteGroupsTest, ConcurrentWritersAllSeeTheirOwn) {
    std::vector<std::thread> threads;
    std::atomic<int> wrong = 0;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
            const std::string user = "u" + std::to_string(t);
            for (int i = 0; i < 20; ++i) {
                const int given = 1 + i % 10;
                const std::string id = i % 2 == 0 ? "hot" : "m" + std::to_string(i);
                groups_.apply(Call{}, {put(id, user, given)}, at(5000));
                if (score(id, user) != given) ++wrong;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(count("hot"), 8);
    const auto result = stores_->ratings().recount(Call{}, false, [](const SummaryMismatch&) {});
    EXPECT_EQ(result.mismatches, 0);
    EXPECT_EQ(result.wrong_totals, 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, RatingWriteGroupsTest, testing::ValuesIn(test::sql_stores()),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace marquee::rating
