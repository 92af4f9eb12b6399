#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

#include "interfaces/http/failure_backoff.h"
#include "interfaces/http/rate_limiter.h"

namespace marquee::http {
namespace {

using namespace std::chrono_literals;

constexpr int kThreads = 8;
const RateLimiter::Time kNow{std::chrono::hours(1000)};

template <class Work>
void in_threads(Work work) {
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) threads.emplace_back([&work, i] { work(i); });
    for (std::thread& thread : threads) thread.join();
}

TEST(ConcurrentRateLimiter, AllowsNoMoreThanTheBurstHoweverManyAsk) {
    RateLimiter limiter(16);
    const RateLimit limit{1, 60s, 500};
    const auto shared = KeyedHash({1, 2}).of("shared");
    std::atomic<int> allowed{0};
    in_threads([&](int) {
        for (int i = 0; i < 200; ++i) {
            if (limiter.take(shared, limit, kNow).allowed) ++allowed;
        }
    });
    EXPECT_EQ(allowed, 500);
}

TEST(ConcurrentRateLimiter, StaysWithinItsRoomWhileManyKeysComeAndGo) {
    RateLimiter limiter(64);
    const RateLimit limit{1000, 1s, 2};
    const KeyedHash hash({3, 4});
    in_threads([&](int thread) {
        for (int i = 0; i < 2000; ++i) {
            limiter.take(hash.of(std::to_string(thread * 1000 + i)), limit, kNow + i * 10us);
            if (i % 100 == 0) {
                EXPECT_LE(limiter.size(kNow + i * 10us), limiter.capacity());
            }
        }
    });
}

TEST(ConcurrentFailureBackoff, LetsOneGuessThroughHoweverManyComeAtOnce) {
    auto now = kNow;
    FailureBackoff backoff({5, 6}, [&] { return now; });
    const auto address = *IpAddress::parse("192.0.2.1");
    for (int i = 0; i < 5; ++i) backoff.failed("victim", address);
    now += 1s;
    std::atomic<int> begun{0};
    in_threads([&](int) {
        for (int i = 0; i < 50; ++i) {
            if (backoff.wait("victim", address)) continue;
            ++begun;
            backoff.failed("victim", address);
        }
    });
    EXPECT_EQ(begun, 1);
}

TEST(ConcurrentFailureBackoff, StaysWithinItsRoom) {
    FailureBackoff backoff(
        {5, 6}, [] { return kNow; }, 100);
    in_threads([&](int thread) {
        const auto address = *IpAddress::parse("192.0.2." + std::to_string(thread));
        for (int i = 0; i < 500; ++i) {
            const std::string account = "a" + std::to_string(i);
            backoff.wait(account, address);
            backoff.failed(account, address);
            if (i % 2 == 0) backoff.succeeded(account);
            EXPECT_LE(backoff.size(), 100U);
        }
    });
}

}  // namespace
}  // namespace marquee::http
