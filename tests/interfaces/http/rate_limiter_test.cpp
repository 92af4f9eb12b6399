#include "interfaces/http/rate_limiter.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>

#include "gtest/gtest.h"

namespace marquee::http {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;
using Time = RateLimiter::Time;

const Time kStart{std::chrono::hours(1000)};

KeyedHash::Value key(std::uint64_t number) {
    const std::string name = std::to_string(number);
    return KeyedHash({1, 2}).of(name);
}

RateLimit per_second(int count, int burst) {
    return {count, 1s, burst};
}

/// The same limit as a bucket of tokens, in the whole-number unit in which nothing is rounded: a
/// token has `interval` parts, and every nanosecond brings one part back.
class TokenBucket {
public:
    explicit TokenBucket(const RateLimit& limit)
        : token_(limit.interval().count()), most_(token_ * limit.burst), parts_(most_) {}

    bool take(Time now) {
        parts_ = std::min(most_, parts_ + (now - last_).count());
        last_ = now;
        if (parts_ < token_) return false;
        parts_ -= token_;
        return true;
    }
    std::int64_t remaining() const { return parts_ / token_; }
    nanoseconds wait() const { return nanoseconds((remaining() + 1) * token_ - parts_); }

private:
    std::int64_t token_;
    std::int64_t most_;
    std::int64_t parts_;
    Time last_ = kStart;
};

TEST(RateLimiter, DecidesAsABucketOfTokensDoes) {
    std::mt19937_64 random(4);
    for (const RateLimit limit :
         {per_second(1, 1), per_second(3, 1), per_second(7, 5), per_second(1000, 200),
          RateLimit{30, 60s, 30}, RateLimit{1, 60s, 3}, RateLimit{1'000'000, 1s, 1'000'000}}) {
        RateLimiter limiter(64);
        std::map<std::uint64_t, TokenBucket> model;
        Time now = kStart;
        const auto longest = 2 * static_cast<std::uint64_t>(limit.interval().count());
        int refused = 0;
        for (int i = 0; i < 20'000; ++i) {
            const std::uint64_t who = random() % 4;
            auto& bucket = model.try_emplace(who, limit).first->second;
            const RateVerdict verdict = limiter.take(key(who), limit, now);
            ASSERT_EQ(verdict.allowed, bucket.take(now)) << i;
            ASSERT_EQ(verdict.remaining, bucket.remaining()) << i;
            ASSERT_EQ(verdict.wait, bucket.wait()) << i;
            if (!verdict.allowed) ++refused;
            // Often at once, now and then after a long rest.
            if (random() % 10 == 0) now += nanoseconds(random() % longest);
            if (random() % 1000 == 0) now += 2 * limit.capacity();
        }
        EXPECT_GT(limit.burst < 1000 ? refused : 1, 0);
    }
}

TEST(RateLimiter, AllowsTheBurstAndThenTheRate) {
    RateLimiter limiter(8);
    const RateLimit limit = per_second(10, 3);
    for (int left = 2; left >= 0; --left) {
        const auto verdict = limiter.take(key(1), limit, kStart);
        EXPECT_TRUE(verdict.allowed);
        EXPECT_EQ(verdict.remaining, left);
        EXPECT_EQ(verdict.wait, 100ms);
    }
    EXPECT_FALSE(limiter.take(key(1), limit, kStart).allowed);
    EXPECT_TRUE(limiter.take(key(2), limit, kStart).allowed);
    int allowed = 0;
    for (Time now = kStart; now < kStart + 10s; now += 1ms) {
        if (limiter.take(key(1), limit, now).allowed) ++allowed;
    }
    EXPECT_EQ(allowed, 99);
}

TEST(RateLimiter, AllowsExactlyAfterTheWaitItNames) {
    for (const RateLimit limit : {per_second(3, 2), per_second(700, 1), RateLimit{7, 60s, 5}}) {
        for (const nanoseconds rest : {0ns, 1ns, 123'456ns}) {
            const auto refused_by = [&](RateLimiter& limiter) {
                for (int i = 0; i < limit.burst; ++i) limiter.take(key(1), limit, kStart);
                const auto verdict = limiter.take(key(1), limit, kStart + rest);
                EXPECT_FALSE(verdict.allowed);
                return verdict.wait;
            };
            RateLimiter early(8);
            RateLimiter late(8);
            const Time then = kStart + rest + refused_by(early);
            EXPECT_EQ(then, kStart + rest + refused_by(late));
            EXPECT_FALSE(early.take(key(1), limit, then - 1ns).allowed);
            EXPECT_TRUE(early.take(key(1), limit, then).allowed);
            EXPECT_FALSE(late.take(key(1), limit, then - 1ms).allowed);
            EXPECT_TRUE(late.take(key(1), limit, then).allowed);
        }
    }
}

TEST(RateLimiter, DoesNotPunishAsking) {
    RateLimiter limiter(8);
    const RateLimit limit = per_second(1, 1);
    EXPECT_TRUE(limiter.take(key(1), limit, kStart).allowed);
    for (int i = 1; i < 1000; ++i) {
        EXPECT_FALSE(limiter.take(key(1), limit, kStart + i * 1ms).allowed);
    }
    EXPECT_TRUE(limiter.take(key(1), limit, kStart + 1s).allowed);
}

TEST(RateLimiter, TakesAClockThatStepsBackBetweenThreads) {
    RateLimiter limiter(8);
    const RateLimit limit = per_second(1, 1);
    EXPECT_TRUE(limiter.take(key(1), limit, kStart).allowed);
    const auto verdict = limiter.take(key(1), limit, kStart - 1ms);
    EXPECT_FALSE(verdict.allowed);
    EXPECT_EQ(verdict.remaining, 0);
    EXPECT_GT(verdict.wait, 0ns);
}

TEST(RateLimiter, ForgetsKeysThatHaveTheirBurstAgain) {
    RateLimiter limiter(80);
    const RateLimit limit = per_second(1, 5);
    for (std::uint64_t i = 0; i < 5; ++i) limiter.take(key(i), limit, kStart);
    EXPECT_EQ(limiter.size(kStart), 5U);
    EXPECT_EQ(limiter.size(kStart + 999ms), 5U);
    EXPECT_EQ(limiter.size(kStart + 1s), 0U);
}

TEST(RateLimiter, NeverHasMoreKeysThanItHasRoomFor) {
    RateLimiter limiter(100);
    EXPECT_EQ(limiter.capacity(), 104U);
    const RateLimit limit = per_second(1, 5);
    for (std::uint64_t i = 0; i < 10'000; ++i) {
        // Whoever is new is allowed, however full it is.
        EXPECT_TRUE(limiter.take(key(i), limit, kStart).allowed);
        EXPECT_LE(limiter.size(kStart), limiter.capacity());
    }
    EXPECT_EQ(limiter.size(kStart), limiter.capacity());
}

TEST(RateLimiter, KeepsWhoAsksMostWhenItIsFull) {
    RateLimiter limiter(8);
    const RateLimit limit = per_second(1, 5);
    const auto greedy = key(1'000'000);
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(limiter.take(greedy, limit, kStart).allowed);
    for (std::uint64_t i = 0; i < 1000; ++i) limiter.take(key(i), limit, kStart);
    EXPECT_FALSE(limiter.take(greedy, limit, kStart).allowed);
    EXPECT_TRUE(limiter.take(key(7), limit, kStart).allowed);
}

}  // namespace
}  // namespace marquee::http
