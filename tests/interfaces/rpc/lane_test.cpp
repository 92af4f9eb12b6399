#include "interfaces/rpc/lane.h"

#include <future>
#include <gtest/gtest.h>
#include <memory>

#include "interfaces/rpc/thread_set.h"

namespace marquee::rpc {
namespace {

using std::chrono::milliseconds;

/// Counts what became of it.
class CountedWork : public Work {
public:
    void run(std::chrono::nanoseconds) override { ++run_; }
    void refuse(Refusal why, milliseconds pause) override {
        if (why == Refusal::queue_full && pause > milliseconds(0)) ++refused_;
        if (why == Refusal::queue_wait) ++late_;
    }

    int ran() const { return run_; }
    /// For want of room.
    int refused() const { return refused_; }
    int late() const { return late_; }

private:
    std::atomic<int> run_{0};
    std::atomic<int> refused_{0};
    std::atomic<int> late_{0};
};

/// Runs for as long as it is held.
class HeldWork : public Work {
public:
    void run(std::chrono::nanoseconds) override {
        running_.set_value();
        let_go_.get_future().wait();
    }
    void refuse(Refusal, milliseconds) override { ADD_FAILURE() << "there was a free worker"; }

    void await() { running_.get_future().wait(); }
    void let_go() { let_go_.set_value(); }

private:
    std::promise<void> running_;
    std::promise<void> let_go_;
};

/// In which everything that waits at all has waited for too long.
constexpr LaneOptions kImpatient{1, 16, milliseconds(0)};

TEST(Lane, RunsWhatAFreeWorkerWasSlowToTake) {
    const Shedding shedding{true, milliseconds(0)};
    for (int i = 0; i < 100; ++i) {
        HeldWork work;
        work.let_go();
        Lane lane(kImpatient, shedding);
        lane.push(work);
    }
}

TEST(Lane, RefusesWhoeverComesWhileOthersWaitForABusyWorker) {
    const Shedding shedding{true, milliseconds(0)};
    HeldWork held;
    CountedWork waiting;
    CountedWork late;
    {
        Lane lane(kImpatient, shedding);
        lane.push(held);
        held.await();
        lane.push(waiting);
        lane.push(late);
        EXPECT_EQ(late.late(), 1);
        held.let_go();
    }
    EXPECT_EQ(waiting.ran(), 1);
    EXPECT_EQ(late.ran(), 0);
}

TEST(ConcurrentLane, RunsOrRefusesEachWorkOnce) {
    constexpr int kCallers = 8;
    constexpr int kEach = 500;
    std::vector<std::unique_ptr<CountedWork>> works;
    for (int i = 0; i < kCallers * kEach; ++i) works.push_back(std::make_unique<CountedWork>());
    {
        const Shedding shedding{false, milliseconds(50)};
        Lane lane({4, 16, milliseconds(100)}, shedding);
        std::vector<std::thread> callers;
        for (int i = 0; i < kCallers; ++i) {
            callers.emplace_back([&, i] {
                for (int j = 0; j < kEach; ++j) {
                    lane.push(*works[static_cast<std::size_t>(i * kEach + j)]);
                }
            });
        }
        for (auto& caller : callers) caller.join();
    }
    for (const auto& work : works) EXPECT_EQ(work->ran() + work->refused(), 1);
}

TEST(ConcurrentLane, TakesAChangeOfSheddingWhileItWorks) {
    std::vector<std::unique_ptr<CountedWork>> works;
    for (int i = 0; i < 2000; ++i) works.push_back(std::make_unique<CountedWork>());
    {
        Shedding shedding{false, milliseconds(50)};
        // It is never late: whether there is shedding makes no difference to what becomes of work.
        Lane lane({2, 16, std::chrono::hours(1)}, shedding);
        const std::jthread changing([&](const std::stop_token& over) {
            for (int i = 0; !over.stop_requested(); ++i) {
                shedding.on = i % 2 == 0;
                shedding.target = milliseconds(1 + i % 100);
            }
        });
        for (const auto& work : works) lane.push(*work);
    }
    for (const auto& work : works) EXPECT_EQ(work->ran() + work->refused(), 1);
}

TEST(ConcurrentThreadSet, RunsWhatItHasTakenAndNeverTooMuchAtOnce) {
    constexpr int kCallers = 8;
    constexpr int kLimit = 4;
    std::atomic<int> running{0};
    std::atomic<int> ran{0};
    std::atomic<int> taken{0};
    std::atomic<bool> exceeded{false};
    {
        ThreadSet threads(kLimit);
        std::vector<std::thread> callers;
        for (int i = 0; i < kCallers; ++i) {
            callers.emplace_back([&] {
                for (int j = 0; j < 100; ++j) {
                    const bool started = threads.start([&] {
                        if (++running > kLimit) exceeded = true;
                        ++ran;
                        --running;
                    });
                    if (started) ++taken;
                }
            });
        }
        for (auto& caller : callers) caller.join();
    }
    EXPECT_EQ(ran, taken);
    EXPECT_GT(ran, 0);
    EXPECT_FALSE(exceeded);
}

}  // namespace
}  // namespace marquee::rpc
