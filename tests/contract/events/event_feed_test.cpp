#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "domain/shared/event.h"
#include "tests/support/call_end.h"
#include "tests/support/feed_place.h"
#include "tests/support/thrown.h"

namespace marquee {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::IsEmpty;

Call::Deadline in(milliseconds time) {
    return steady_clock::now() + time;
}

class EventFeedContract : public testing::TestWithParam<test::Form> {
protected:
    EventFeedContract() {
        if (GetParam() == test::Form::direct) return;
        channel_ = place_.channel();
        remote_.emplace(*channel_, "rating");
        feed_ = &*remote_;
    }

    std::vector<Event> read(std::int64_t after, std::size_t limit = 1000,
                            milliseconds wait = seconds(0)) {
        return std::get<std::vector<Event>>(feed_->read(call_, after, limit, in(wait)));
    }
    std::vector<Event> stored() {
        std::vector<Event> all;
        const auto read_on = [&] {
            const auto after = all.empty() ? 0 : all.back().position;
            return std::get<std::vector<Event>>(place_.stored.read(call_, after, 1000, {}));
        };
        for (auto some = read_on(); !some.empty(); some = read_on()) {
            all.insert(all.end(), some.begin(), some.end());
        }
        return all;
    }
    /// Follows until there are so many.
    std::vector<Event> follow(std::size_t count, std::size_t limit) {
        std::vector<Event> all;
        while (all.size() < count) {
            const auto some = read(all.empty() ? 0 : all.back().position, limit, seconds(60));
            if (some.empty()) break;
            EXPECT_LE(some.size(), limit);
            all.insert(all.end(), some.begin(), some.end());
        }
        return all;
    }

    test::FeedPlace place_{GetParam()};
    Call call_ = place_.call;
    std::unique_ptr<rpc::Channel> channel_;
    std::optional<events::RpcEventFeed> remote_;
    EventFeed* feed_ = &place_.stored;
};

TEST_P(EventFeedContract, HasNothingAtFirst) {
    EXPECT_THAT(read(0), IsEmpty());
    EXPECT_EQ(feed_->last_position(call_), 0);
}

TEST_P(EventFeedContract, GivesEventsWholeAndInPages) {
    call_.request_id = place_.call.request_id = "request-1";
    place_.append(250, R"({"text":"\u0000 \"é\" ☃"})");
    const auto all = stored();
    ASSERT_EQ(all.size(), 250u);
    EXPECT_EQ(read(0), all);
    EXPECT_EQ(read(0, 2), std::vector(all.begin(), all.begin() + 2));
    EXPECT_EQ(read(248, 2), std::vector(all.begin() + 248, all.end()));
    EXPECT_EQ(read(10, 130), std::vector(all.begin() + 10, all.begin() + 140));
    EXPECT_THAT(read(250), IsEmpty());
    EXPECT_EQ(feed_->last_position(call_), 250);
}

TEST_P(EventFeedContract, GivesAFollowerEachEventOnce) {
    place_.append(30);
    EXPECT_EQ(follow(30, 7), stored());
    place_.append(5);
    // Asked for again, as by one who couldn't store them.
    EXPECT_EQ(read(30, 5, seconds(60)), read(30, 5, seconds(60)));
    EXPECT_EQ(follow(35, 1000), stored());
}

TEST_P(EventFeedContract, ShowsWhatIsCommittedToWhoDoesNotWait) {
    for (int i = 0; i < 50; ++i) {
        place_.append(1);
        ASSERT_EQ(read(i, 10, seconds(i % 2)).size(), 1u) << i;
    }
}

TEST_P(EventFeedContract, RefusesAPositionThatNeverWas) {
    place_.append(3);
    read(3, 1, milliseconds(1));
    const auto ask = [&](EventFeed& feed) {
        return error_of([&] { feed.read(call_, 4, 10, in(seconds(600))); });
    };
    const auto error = ask(*feed_);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::invalid);
    const auto expected = ask(place_.stored);
    EXPECT_STREQ(error->what(), expected->what());
    EXPECT_EQ(error->fields(), expected->fields());
}

TEST_P(EventFeedContract, SaysWhatIsPruned) {
    place_.append(10);
    place_.prune(3);
    EXPECT_EQ(feed_->read(call_, 0, 10, {}), EventFeed::Answer(EventsPruned{7}));
    EXPECT_EQ(feed_->read(call_, 6, 10, in(seconds(600))), EventFeed::Answer(EventsPruned{7}));
    EXPECT_EQ(read(7).size(), 3u);
}

TEST_P(EventFeedContract, SaysWhatIsPrunedWhileItIsFollowed) {
    place_.append(10);
    EXPECT_EQ(read(0, 4).size(), 4u);
    EXPECT_EQ(read(4, 2, seconds(60)).size(), 2u);
    place_.append(3000);
    place_.prune(5);
    // What was under way when it was pruned may still come.
    std::int64_t after = 6;
    EventFeed::Answer answer = EventsPruned{};
    do {
        answer = feed_->read(call_, after, 1000, in(seconds(60)));
        const auto* events = std::get_if<std::vector<Event>>(&answer);
        if (events == nullptr) break;
        ASSERT_EQ(events->front().position, after + 1);
        after = events->back().position;
    } while (after < 3010);
    if (after < 3010) {
        EXPECT_EQ(answer, EventFeed::Answer(EventsPruned{1000}));
        after = 1000;
    }
    EXPECT_EQ(feed_->read(call_, 3, 10, in(seconds(60))), EventFeed::Answer(EventsPruned{1000}));
    EXPECT_EQ(read(1000, 1, seconds(60)).front().position, 1001);
}

TEST_P(EventFeedContract, KeepsWhatAConsumerHasNotHad) {
    place_.append(10);
    feed_->acknowledge(call_, "slow", 2);
    feed_->acknowledge(call_, "slow", 3);
    feed_->acknowledge(call_, "fast", 9);
    place_.prune(1);
    EXPECT_EQ(feed_->read(call_, 2, 10, {}), EventFeed::Answer(EventsPruned{3}));
    EXPECT_EQ(read(3).size(), 7u);
}

TEST_P(EventFeedContract, CarriesLargeEvents) {
    // As large as a request's body, of characters that take the most room; and many of them.
    place_.append(3, '"' + std::string((1 << 20) - 2, '\\') + '"');
    place_.append(300, '"' + std::string(40'000, 'x') + '"');
    EXPECT_EQ(follow(303, 1000), stored());
}

TEST_P(EventFeedContract, GivesASlowFollowerEachEventOnce) {
    place_.append(2000);
    std::int64_t position = read(0, 1).back().position;
    for (int i = 0; i < 300; ++i) {
        const auto next = read(position, 1, seconds(60));
        ASSERT_EQ(next.size(), 1u);
        ASSERT_EQ(next.front().position, position + 1);
        ++position;
        if (i % 100 == 0) place_.append(1);
    }
}

TEST_P(EventFeedContract, EndsAWaitAtItsTime) {
    for (int i = 0; i < 3; ++i) {
        const auto soon = in(milliseconds(20));
        EXPECT_EQ(feed_->read(call_, 0, 10, soon), EventFeed::Answer());
        EXPECT_GE(steady_clock::now(), soon);
    }
}

TEST_P(EventFeedContract, WaitsNoLongerThanTheCallMay) {
    for (int i = 0; i < 3; ++i) {
        Call hasty = call_;
        hasty.deadline = in(milliseconds(20));
        EXPECT_EQ(code_of([&] { feed_->read(hasty, 0, 10, in(seconds(600))); }),
                  ErrorCode::deadline_exceeded);
        read(0, 1, milliseconds(1));
    }
    Call late = call_;
    late.deadline = Call::Deadline::min();
    EXPECT_EQ(code_of([&] { feed_->last_position(late); }), ErrorCode::deadline_exceeded);
    EXPECT_EQ(code_of([&] { feed_->acknowledge(late, "c", 0); }), ErrorCode::deadline_exceeded);
}

TEST_P(EventFeedContract, EndsAReadAndAWriteWithTheirCalls) {
    place_.append(1);
    test::expect_to_end_with_the_call(
        call_, [&](const Call& call) { feed_->read(call, 1, 10, in(seconds(600))); });
    const auto held = place_.hold_writes();
    test::expect_to_end_with_the_call(call_,
                                      [&](const Call& call) { feed_->acknowledge(call, "c", 1); });
    // Readers don't wait for writers.
    EXPECT_EQ(feed_->last_position(call_), 1);
}

TEST_P(EventFeedContract, EndsAWaitWhenTheContextIsClosed) {
    read(0, 1, milliseconds(1));
    place_.append(1);
    auto found = std::async(std::launch::async, [&] { return read(1, 10, seconds(600)); });
    place_.close();
    EXPECT_THAT(found.get(), IsEmpty());
    EXPECT_EQ(read(0, 10, seconds(600)).size(), 1u);
    EXPECT_THAT(read(1, 10, seconds(600)), IsEmpty());
}

class ConcurrentEventFeedContract : public EventFeedContract {};

TEST_P(ConcurrentEventFeedContract, EndsAWaitWhenTheCallIsCancelled) {
    // By a request, and by the stream that follows it.
    for (int i = 0; i < 3; ++i) {
        std::stop_source client;
        Call call = call_;
        call.cancelled = client.get_token();
        auto code = std::async(std::launch::async, [&] {
            return code_of([&] { feed_->read(call, 0, 10, in(seconds(600))); });
        });
        client.request_stop();
        EXPECT_EQ(code.get(), ErrorCode::deadline_exceeded);
        read(0, 1, milliseconds(1));
    }
}

TEST_P(ConcurrentEventFeedContract, WakesAFollower) {
    for (int i = 0; i < 50; ++i) {
        auto found = std::async(std::launch::async, [&] { return read(i, 10, seconds(60)); });
        place_.append(1);
        ASSERT_EQ(found.get().size(), 1u);
    }
}

TEST_P(ConcurrentEventFeedContract, GivesEachOfManyFollowersEachEventOnce) {
    constexpr std::size_t kEvents = 600;
    std::vector<std::future<std::vector<Event>>> followers;
    for (const std::size_t limit : {1, 7, 50, 1000, 1, 7, 50, 1000}) {
        followers.push_back(
            std::async(std::launch::async, [&, limit] { return follow(kEvents, limit); }));
    }
    for (std::size_t i = 0; i < kEvents / 6; ++i) place_.append(6);
    const auto all = stored();
    ASSERT_EQ(all.size(), kEvents);
    for (auto& follower : followers) EXPECT_EQ(follower.get(), all);
}

INSTANTIATE_TEST_SUITE_P(Forms, EventFeedContract, testing::ValuesIn(test::all_forms()),
                         test::FormName());
INSTANTIATE_TEST_SUITE_P(Forms, ConcurrentEventFeedContract, testing::ValuesIn(test::all_forms()),
                         test::FormName());

}  // namespace
}  // namespace marquee
