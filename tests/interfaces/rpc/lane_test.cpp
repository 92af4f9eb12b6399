#include "interfaces/rpc/lane.h"

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
    }

    int ran() const { return run_; }
    int refused() const { return refused_; }

private:
    std::atomic<int> run_{0};
    std::atomic<int> refused_{0};
};

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
