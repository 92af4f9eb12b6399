#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <latch>
#include <stdexcept>
#include <thread>

#include "domain/shared/error.h"
#include "interfaces/rpc/wire/direct_channel.h"
#include "marquee/v1/metadata.pb.h"
#include "tests/support/thrown.h"

namespace marquee::rpc {
namespace {

using Question = v1::FindMovieRequest;
using Answer = v1::RemoveMovieRequest;
using Next = AnswerStream::Next;

constexpr auto kForEver = Call::Deadline::max();

Answer answer_of(const std::string& text) {
    Answer answer;
    answer.set_id(text);
    return answer;
}

/// A channel to one method, which does as the test says.
class ConcurrentDirectChannel : public testing::Test {
protected:
    static DirectChannel answering(std::function<Answer(const Call&, const Question&)> how) {
        return DirectChannel(
            {handler<Question, Answer>("marquee.v1.Metadata.Find", std::move(how))});
    }

    static DirectChannel streaming(std::function<void(const Call&, const Send&)> how) {
        return DirectChannel({stream_handler<Question, Answer>(
            "marquee.v1.Metadata.Find",
            [how = std::move(how)](const Call& call, const Question&, const Send& send) {
                how(call, send);
            })});
    }

    std::string asking(Channel& channel, const std::string& ref) {
        Question question;
        question.set_ref(ref);
        return ask<Answer>(channel, call_, method_, question).id();
    }

    std::unique_ptr<AnswerStream> open(Channel& channel) {
        return channel.open(call_, method_, Question());
    }

    const Method method_{"marquee.v1.Metadata.Find"};
    Call call_;
    Answer answer_;
};

TEST_F(ConcurrentDirectChannel, TakesTheCallWithItsQuestion) {
    call_.caller = Caller::of_account("ann", Role::editor);
    call_.request_id = "r-1";
    call_.deadline = std::chrono::steady_clock::now() + std::chrono::hours(1);
    std::stop_source gone;
    gone.request_stop();
    call_.cancelled = gone.get_token();
    auto channel = answering([&](const Call& call, const Question& question) {
        EXPECT_EQ(call.caller, call_.caller);
        EXPECT_EQ(call.request_id, "r-1");
        EXPECT_EQ(call.deadline, call_.deadline);
        EXPECT_TRUE(call.cancelled.stop_requested());
        return answer_of(question.ref() + "!");
    });
    EXPECT_EQ(asking(channel, "7"), "7!");
}

TEST_F(ConcurrentDirectChannel, ThrowsWhatIsThrownThere) {
    auto channel = answering([](const Call&, const Question& question) -> Answer {
        if (question.ref() == "1") {
            throw Error(ErrorCode::conflict, "no", {{"title", "is taken"}});
        }
        throw std::runtime_error("secret");
    });
    const auto error = error_of([&] { asking(channel, "1"); });
    EXPECT_EQ(error.value().code(), ErrorCode::conflict);
    EXPECT_EQ(error->fields(), (std::vector<FieldError>{{"title", "is taken"}}));
    try {
        asking(channel, "2");
        ADD_FAILURE() << "was answered";
    } catch (const std::runtime_error& failure) {
        EXPECT_EQ(dynamic_cast<const Error*>(&failure), nullptr);
        EXPECT_THAT(failure.what(), testing::Not(testing::HasSubstr("secret")));
    }
}

TEST_F(ConcurrentDirectChannel, AnswersManyAtOnce) {
    auto channel =
        answering([](const Call&, const Question& question) { return answer_of(question.ref()); });
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back(
            [&, text = std::to_string(i)] { EXPECT_EQ(asking(channel, text), text); });
    }
    for (auto& thread : threads) thread.join();
}

TEST_F(ConcurrentDirectChannel, HasNobodyForOtherMethods) {
    DirectChannel channel({});
    EXPECT_THROW(asking(channel, "1"), std::logic_error);
    EXPECT_THROW(open(channel), std::logic_error);
}

TEST_F(ConcurrentDirectChannel, StreamsAnswersToTheirEnd) {
    auto channel = streaming([](const Call&, const Send& send) {
        for (int i = 0; i < 50; ++i) EXPECT_TRUE(send(answer_of(std::to_string(i))));
    });
    const auto stream = open(channel);
    for (int i = 0; i < 50; ++i) {
        ASSERT_EQ(stream->next(answer_, kForEver), Next::answer);
        EXPECT_EQ(answer_.id(), std::to_string(i));
    }
    EXPECT_EQ(stream->next(answer_, kForEver), Next::end);
    EXPECT_EQ(stream->next(answer_, kForEver), Next::end);
}

TEST_F(ConcurrentDirectChannel, StreamsUpToAFailure) {
    auto channel = streaming([](const Call&, const Send& send) {
        send(answer_of("1"));
        throw Error(ErrorCode::forbidden, "no further");
    });
    const auto stream = open(channel);
    ASSERT_EQ(stream->next(answer_, kForEver), Next::answer);
    const auto error = error_of([&] { stream->next(answer_, kForEver); });
    EXPECT_EQ(error.value().code(), ErrorCode::forbidden);
    EXPECT_STREQ(error->what(), "no further");
}

TEST_F(ConcurrentDirectChannel, WaitsNoLongerThanItIsTold) {
    std::latch go_on(1);
    auto channel = streaming([&](const Call&, const Send& send) {
        go_on.wait();
        send(answer_of("1"));
    });
    const auto stream = open(channel);
    EXPECT_EQ(stream->next(answer_, std::chrono::steady_clock::now()), Next::none_yet);
    EXPECT_EQ(stream->next(answer_, Call::Deadline::min()), Next::none_yet);
    go_on.count_down();
    EXPECT_EQ(stream->next(answer_, kForEver), Next::answer);
}

TEST_F(ConcurrentDirectChannel, IsOneAnswerAheadOfWhoeverTakesThem) {
    std::atomic<int> sent = 0;
    auto channel = streaming([&](const Call&, const Send& send) {
        while (send(answer_of(std::to_string(sent)))) ++sent;
    });
    const auto stream = open(channel);
    for (int taken = 0; taken < 5; ++taken) {
        EXPECT_LE(sent, taken + 1);
        ASSERT_EQ(stream->next(answer_, kForEver), Next::answer);
        EXPECT_EQ(answer_.id(), std::to_string(taken));
    }
}

TEST_F(ConcurrentDirectChannel, EndsTheHandlerWithTheStream) {
    std::atomic<bool> told = false;
    auto channel = streaming([&](const Call& call, const Send& send) {
        while (send(answer_of("1"))) {
        }
        told = call.expired();
    });
    {
        const auto stream = open(channel);
        ASSERT_EQ(stream->next(answer_, kForEver), Next::answer);
    }
    EXPECT_TRUE(told) << "the stream is gone, and its handler doesn't know";
}

TEST_F(ConcurrentDirectChannel, EndsTheHandlerWithTheCall) {
    std::stop_source caller;
    call_.cancelled = caller.get_token();
    auto channel = streaming([&](const Call& call, const Send& send) {
        while (send(answer_of("1"))) {
        }
        if (call.expired()) throw Error(ErrorCode::deadline_exceeded, "nobody waits");
    });
    const auto stream = open(channel);
    ASSERT_EQ(stream->next(answer_, kForEver), Next::answer);
    caller.request_stop();
    const auto code = code_of([&] {
        while (stream->next(answer_, kForEver) == Next::answer) {
        }
    });
    EXPECT_EQ(code, ErrorCode::deadline_exceeded);
}

}  // namespace
}  // namespace marquee::rpc
