#include "infrastructure/identity/bounded_workers.h"

#include <algorithm>
#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <latch>
#include <stdexcept>
#include <string>

#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

using testing::HasSubstr;

Call within(std::chrono::milliseconds time) {
    Call call;
    call.deadline = std::chrono::steady_clock::now() + time;
    return call;
}

/// Work that goes on until it is let go.
class Gate {
public:
    /// Runs such work in a thread of its own; returns when a worker has begun it.
    void occupy(BoundedWorkers& workers) {
        std::latch begun(1);
        threads_.emplace_back([this, &workers, &begun] {
            workers.run(Call(), [this, &begun] {
                begun.count_down();
                open_.wait();
            });
        });
        begun.wait();
    }

    /// Runs `work` in a thread of its own; returns when it waits for a worker.
    template <class Work>
    void enqueue(BoundedWorkers& workers, Work work) {
        const auto before = workers.waiting();
        threads_.emplace_back([&workers, work] { workers.run(Call(), work); });
        while (workers.waiting() == before) std::this_thread::yield();
    }

    void open() {
        open_.count_down();
        for (auto& thread : threads_) thread.join();
        threads_.clear();
    }

private:
    std::latch open_{1};
    std::vector<std::thread> threads_;
};

TEST(ConcurrentBoundedWorkers, AnswerWhatTheWorkAnswersAndThrowWhatItThrows) {
    BoundedWorkers workers({1, 0});
    EXPECT_EQ(workers.run(Call(), [] { return std::string("done"); }), "done");
    EXPECT_THROW(workers.run(Call(), []() -> int { throw std::runtime_error("no"); }),
                 std::runtime_error);
    const auto caller = std::this_thread::get_id();
    EXPECT_NE(workers.run(Call(), [] { return std::this_thread::get_id(); }), caller);
}

TEST(ConcurrentBoundedWorkers, DoNoMoreAtOnceThanTheyMay) {
    BoundedWorkers workers({3, 40});
    std::atomic<int> now = 0;
    std::atomic<int> most = 0;
    std::vector<std::thread> callers;
    for (int i = 0; i < 40; ++i) {
        callers.emplace_back([&] {
            workers.run(Call(), [&] {
                const int mine = ++now;
                for (int seen = most; seen < mine && !most.compare_exchange_weak(seen, mine);) {
                }
                std::this_thread::yield();
                --now;
            });
        });
    }
    for (auto& caller : callers) caller.join();
    EXPECT_LE(most, 3);
    EXPECT_GE(most, 1);
}

TEST(ConcurrentBoundedWorkers, RefuseWhenTooManyWait) {
    BoundedWorkers workers({2, 1});
    std::atomic<bool> waited = false;
    Gate gate;
    gate.occupy(workers);
    gate.occupy(workers);
    gate.enqueue(workers, [&] { waited = true; });
    const auto refused = error_of([&] { workers.run(Call(), [] {}); });
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->code(), ErrorCode::unavailable);
    EXPECT_THAT(refused->what(), HasSubstr("try again"));
    EXPECT_FALSE(waited);
    gate.open();
    EXPECT_TRUE(waited);
    EXPECT_NO_THROW(workers.run(Call(), [] {}));
}

TEST(ConcurrentBoundedWorkers, RefuseAtOnceWhenNobodyMayWait) {
    BoundedWorkers workers({1, 0});
    Gate gate;
    gate.occupy(workers);
    EXPECT_EQ(code_of([&] { workers.run(Call(), [] {}); }), ErrorCode::unavailable);
    gate.open();
}

TEST(ConcurrentBoundedWorkers, ServeThoseWhoWaitInTheirOrder) {
    BoundedWorkers workers({1, 5});
    std::vector<int> order;
    Gate gate;
    gate.occupy(workers);
    for (int i = 0; i < 5; ++i) gate.enqueue(workers, [&order, i] { order.push_back(i); });
    gate.open();
    EXPECT_THAT(order, testing::ElementsAre(0, 1, 2, 3, 4));
}

TEST(ConcurrentBoundedWorkers, NeverBeginWhatNobodyWaitsForAnyMore) {
    BoundedWorkers workers({1, 1});
    std::atomic<bool> begun = false;
    Gate gate;
    gate.occupy(workers);
    EXPECT_EQ(
        code_of([&] { workers.run(within(std::chrono::milliseconds(5)), [&] { begun = true; }); }),
        ErrorCode::deadline_exceeded);
    EXPECT_EQ(workers.waiting(), 0u);
    // Its place is free again.
    gate.enqueue(workers, [] {});
    gate.open();
    EXPECT_FALSE(begun);
}

TEST(ConcurrentBoundedWorkers, LetGoOfWhoseDeadlineComesWhileTheyWork) {
    struct Progress {
        std::atomic<bool> begun = false;
        std::latch open{1};
        std::atomic<bool> finished = false;
    };
    const auto progress = std::make_shared<Progress>();
    BoundedWorkers workers({1, 1});
    const auto work = [progress] {
        progress->begun = true;
        progress->open.wait();
        progress->finished = true;
    };
    // Again when the deadline came before it began.
    while (!progress->begun) {
        EXPECT_EQ(code_of([&] { workers.run(within(std::chrono::milliseconds(5)), work); }),
                  ErrorCode::deadline_exceeded);
    }
    EXPECT_FALSE(progress->finished);
    progress->open.count_down();
    workers.run(Call(), [] {});
    EXPECT_TRUE(progress->finished);
}

TEST(ConcurrentBoundedWorkers, TakeNothingThatComesTooLate) {
    BoundedWorkers workers({1, 1});
    bool begun = false;
    EXPECT_EQ(
        code_of([&] { workers.run(within(std::chrono::milliseconds(-1)), [&] { begun = true; }); }),
        ErrorCode::deadline_exceeded);
    EXPECT_FALSE(begun);
}

TEST(ConcurrentBoundedWorkers, KeepNothingOfWhatTheyHaveDone) {
    BoundedWorkers workers({1, 1});
    const auto secret = std::make_shared<int>(7);
    EXPECT_EQ(workers.run(Call(), [secret] { return *secret; }), 7);
    EXPECT_EQ(secret.use_count(), 1);
}

}  // namespace
}  // namespace marquee::identity
