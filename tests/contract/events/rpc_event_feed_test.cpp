#include "infrastructure/events/rpc_event_feed.h"

#include <atomic>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/shared/error.h"
#include "interfaces/rpc/wire/direct_channel.h"
#include "marquee/v1/events.pb.h"
#include "tests/support/feed_place.h"
#include "tests/support/thrown.h"

namespace marquee::events {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::IsEmpty;

/// A stream that may break.
class FragileStream : public rpc::AnswerStream {
public:
    FragileStream(std::unique_ptr<AnswerStream> whole, const std::atomic<bool>& broken)
        : whole_(std::move(whole)), broken_(broken) {}

    Next next(google::protobuf::Message& answer, Call::Deadline until) override {
        if (broken_) throw Error(ErrorCode::unavailable, "the stream is lost");
        return whole_->next(answer, until);
    }

private:
    std::unique_ptr<AnswerStream> whole_;
    const std::atomic<bool>& broken_;
};

class WatchedChannel : public rpc::DirectChannel {
public:
    using DirectChannel::DirectChannel;

    void call(const Call& call, const rpc::Method& method, const google::protobuf::Message& request,
              google::protobuf::Message& answer) override {
        ++calls;
        DirectChannel::call(call, method, request, answer);
    }
    std::unique_ptr<rpc::AnswerStream> open(const Call& call, const rpc::Method& method,
                                            const google::protobuf::Message& request) override {
        ++streams;
        return std::make_unique<FragileStream>(DirectChannel::open(call, method, request), broken);
    }

    std::atomic<int> calls = 0;
    std::atomic<int> streams = 0;
    std::atomic<bool> broken = false;
};

class RpcEventFeedTest : public testing::Test {
protected:
    std::vector<std::int64_t> read(std::int64_t after, std::size_t limit, seconds wait) {
        const auto answer = feed_.read(place_.call, after, limit, steady_clock::now() + wait);
        std::vector<std::int64_t> positions;
        for (const auto& event : std::get<std::vector<Event>>(answer)) {
            positions.push_back(event.position);
        }
        return positions;
    }
    /// What comes of that position, one by one.
    void follow(std::int64_t after, std::int64_t until) {
        for (; after < until; ++after) {
            ASSERT_EQ(read(after, 1, seconds(60)), std::vector{after + 1});
        }
    }

    test::FeedPlace place_;
    WatchedChannel channel_{place_.handlers()};
    RpcEventFeed feed_{channel_, "rating"};
};

TEST_F(RpcEventFeedTest, AsksOnceAndThenFollowsOneStream) {
    place_.append(20);
    follow(0, 20);
    place_.append(20);
    follow(20, 40);
    EXPECT_EQ(channel_.calls, 1);
    EXPECT_EQ(channel_.streams, 1);
}

TEST_F(RpcEventFeedTest, AsksForTheSameAgainWithoutOpeningAnotherStream) {
    place_.append(20);
    follow(0, 5);
    EXPECT_EQ(read(5, 3, seconds(60)), (std::vector<std::int64_t>{6, 7, 8}));
    EXPECT_EQ(read(5, 2, seconds(0)), (std::vector<std::int64_t>{6, 7}));
    EXPECT_EQ(channel_.calls, 1);
    EXPECT_EQ(channel_.streams, 1);
}

TEST_F(RpcEventFeedTest, LeavesTheStreamToItsFollower) {
    place_.append(20);
    follow(0, 5);
    EXPECT_EQ(read(0, 1, seconds(0)), std::vector<std::int64_t>{1});
    EXPECT_EQ(read(20, 1, seconds(0)), std::vector<std::int64_t>{});
    EXPECT_EQ(channel_.calls, 3);
    follow(5, 20);
    EXPECT_EQ(channel_.calls, 3);
    EXPECT_EQ(channel_.streams, 1);
}

TEST_F(RpcEventFeedTest, OpensAnotherStreamForWhoGoesOnElsewhere) {
    place_.append(20);
    follow(0, 20);
    place_.append(1);
    follow(20, 21);
    follow(2, 5);
    EXPECT_EQ(channel_.calls, 2);
    EXPECT_EQ(channel_.streams, 2);
}

TEST_F(RpcEventFeedTest, OpensABrokenStreamAnew) {
    place_.append(10);
    follow(0, 10);
    channel_.broken = true;
    place_.append(1);
    follow(10, 11);
    EXPECT_EQ(channel_.streams, 1);
    EXPECT_EQ(channel_.calls, 2);
    channel_.broken = false;
    place_.append(2);
    follow(11, 13);
    EXPECT_EQ(channel_.streams, 2);
    EXPECT_EQ(channel_.calls, 2);
}

TEST_F(RpcEventFeedTest, ShowsAStreamToNobodyButItsCaller) {
    place_.append(10);
    follow(0, 5);
    Call stranger;
    stranger.caller = Caller::of_account("u", Role::viewer);
    EXPECT_EQ(code_of([&] { feed_.read(stranger, 5, 1, steady_clock::now() + seconds(60)); }),
              ErrorCode::forbidden);
}

TEST_F(RpcEventFeedTest, WaitsNoMoreWhenClosed) {
    place_.append(1);
    feed_.close();
    EXPECT_EQ(read(0, 10, seconds(600)), std::vector<std::int64_t>{1});
    EXPECT_THAT(read(1, 10, seconds(600)), IsEmpty());
    EXPECT_THAT(read(1, 10, seconds(600)), IsEmpty());
    EXPECT_EQ(channel_.streams, 0);
}

class ConcurrentRpcEventFeed : public RpcEventFeedTest {};

TEST_F(ConcurrentRpcEventFeed, EndsItsWaitWhenClosed) {
    auto asking = std::async(std::launch::async, [&] { return read(0, 10, seconds(600)); });
    auto following = std::async(std::launch::async, [&] {
        read(0, 10, seconds(0));
        return read(0, 10, seconds(600));
    });
    feed_.close();
    EXPECT_THAT(asking.get(), IsEmpty());
    EXPECT_THAT(following.get(), IsEmpty());
}

/// The methods, as somebody calls them who is not one of us.
class EventMethods : public testing::Test {
protected:
    template <class Answer, class Request>
    std::optional<Error> refusal(const char* method, const Request& request) {
        return error_of([&] { rpc::ask<Answer>(channel_, call_, rpc::Method(method), request); });
    }
    std::optional<Error> read(const std::string& context, std::int64_t after = 0,
                              std::uint32_t limit = 1) {
        v1::ReadEventsRequest request;
        request.set_context(context);
        request.set_after(after);
        request.set_limit(limit);
        return refusal<v1::EventBatch>("marquee.v1.Events.Read", request);
    }
    std::optional<Error> follow(const std::string& context) {
        v1::FollowEventsRequest request;
        request.set_context(context);
        v1::EventBatch batch;
        return error_of([&] {
            channel_.open(call_, rpc::Method("marquee.v1.Events.Follow"), request)
                ->next(batch, Call::Deadline::max());
        });
    }
    std::optional<Error> acknowledge(const std::string& context, const std::string& consumer) {
        v1::AcknowledgeEventsRequest request;
        request.set_context(context);
        request.set_consumer(consumer);
        return refusal<v1::AcknowledgeEventsResponse>("marquee.v1.Events.Acknowledge", request);
    }

    test::FeedPlace place_;
    rpc::DirectChannel channel_{event_methods({{"rating", {place_.stored, Readers::services}},
                                               {"metadata", {place_.stored, Readers::anybody}}})};
    Call call_;
};

TEST_F(EventMethods, TellNobodyWhatPeopleDidButServicesAndAdministrators) {
    place_.append(1);
    EXPECT_EQ(read("rating")->code(), ErrorCode::unauthenticated);
    EXPECT_EQ(follow("rating")->code(), ErrorCode::unauthenticated);
    EXPECT_EQ(acknowledge("metadata", "c")->code(), ErrorCode::unauthenticated);
    EXPECT_FALSE(read("metadata"));
    EXPECT_FALSE(follow("metadata"));
    for (const Role role : {Role::viewer, Role::editor}) {
        call_.caller = Caller::of_account("u", role);
        EXPECT_EQ(read("rating")->code(), ErrorCode::forbidden);
        EXPECT_EQ(follow("rating")->code(), ErrorCode::forbidden);
        EXPECT_EQ(acknowledge("metadata", "c")->code(), ErrorCode::forbidden);
        EXPECT_FALSE(read("metadata"));
    }
    for (const Role role : {Role::service, Role::admin}) {
        call_.caller = Caller::of_account("u", role);
        EXPECT_FALSE(read("rating"));
        EXPECT_FALSE(follow("rating"));
        EXPECT_FALSE(acknowledge("metadata", "c"));
    }
}

TEST_F(EventMethods, RefuseWhatNoFeedIsAskedFor) {
    call_ = place_.call;
    const auto blamed = [](const std::optional<Error>& error) {
        return error && error->code() == ErrorCode::invalid ? error->fields().front().field : "";
    };
    EXPECT_EQ(blamed(read("movie")), "context");
    EXPECT_EQ(blamed(follow("movie")), "context");
    EXPECT_EQ(blamed(read("rating", -1)), "after");
    EXPECT_EQ(blamed(read("rating", 0, 0)), "limit");
    EXPECT_EQ(blamed(acknowledge("rating", "")), "consumer");
    EXPECT_EQ(blamed(acknowledge("rating", std::string(65, 'c'))), "consumer");
}

TEST_F(EventMethods, GiveNoMoreEventsAtATimeThanFit) {
    place_.append(1500);
    call_ = place_.call;
    v1::ReadEventsRequest request;
    request.set_context("rating");
    request.set_limit(4'000'000);
    const rpc::Method method("marquee.v1.Events.Read");
    EXPECT_EQ(rpc::ask<v1::EventBatch>(channel_, call_, method, request).events_size(), 1000);
    place_.append(10, '"' + std::string(600'000, 'x') + '"');
    request.set_after(1500);
    EXPECT_EQ(rpc::ask<v1::EventBatch>(channel_, call_, method, request).events_size(), 2);
}

}  // namespace
}  // namespace marquee::events
