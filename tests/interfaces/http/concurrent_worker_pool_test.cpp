#include <atomic>
#include <barrier>
#include <latch>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

#include "interfaces/http/worker_pool.h"

namespace marquee::http {
namespace {

TEST(ConcurrentWorkerPool, LetsAsManyWaitAtOnceAsItHasThreads) {
    constexpr int kThreads = 8;
    WorkerPool pool(kThreads, 0);
    std::barrier together(kThreads + 1);
    // At first there are no threads, later they sleep.
    for (int round = 0; round < 50; ++round) {
        for (int i = 0; i < kThreads; ++i) {
            // Those of the round before may not be back yet.
            while (!pool.submit([&] { together.arrive_and_wait(); })) std::this_thread::yield();
        }
        together.arrive_and_wait();
    }
}

TEST(ConcurrentWorkerPool, RefusesWhatIsMoreThanMayWait) {
    WorkerPool pool(2, 3);
    std::latch end(1);
    std::latch begun(2);
    const auto wait = [&] {
        begun.count_down();
        end.wait();
    };
    EXPECT_TRUE(pool.submit(wait));
    EXPECT_TRUE(pool.submit(wait));
    begun.wait();
    std::atomic<int> done{0};
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(pool.submit([&] { ++done; }));
    EXPECT_FALSE(pool.submit([&] { ++done; }));
    const bool begun_before = true;
    EXPECT_TRUE(pool.submit([&] { ++done; }, begun_before));
    end.count_down();
    while (done < 4) std::this_thread::yield();
}

TEST(ConcurrentWorkerPool, DoesAllThatItTookFromManyThreads) {
    constexpr int kTasks = 3000;
    WorkerPool pool(3, 4 * kTasks);
    std::atomic<int> done{0};
    std::vector<std::thread> askers;
    for (int i = 0; i < 4; ++i) {
        askers.emplace_back([&] {
            for (int n = 0; n < kTasks; ++n) pool.submit([&] { ++done; });
        });
    }
    for (std::thread& asker : askers) asker.join();
    while (done < 4 * kTasks) std::this_thread::yield();
}

TEST(ConcurrentWorkerPool, WaitsForWhatIsUnderWayWhenItStops) {
    WorkerPool pool(1, 1);
    std::atomic<bool> done{false};
    std::latch begun(1);
    pool.submit([&] {
        begun.count_down();
        std::this_thread::yield();
        done = true;
    });
    begun.wait();
    pool.stop();
    EXPECT_TRUE(done);
    EXPECT_FALSE(pool.submit([] {}));
}

}  // namespace
}  // namespace marquee::http
