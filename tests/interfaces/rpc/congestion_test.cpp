#include "interfaces/rpc/congestion.h"

#include <gtest/gtest.h>

namespace marquee::rpc {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTarget{50};
constexpr milliseconds kInterval{100};
const Congestion::TimePoint kStart{std::chrono::hours(1)};

TEST(Congestion, IsNoneWhileNobodyWaitsLong) {
    Congestion congestion(kTarget, kInterval);
    for (int i = 0; i < 1000; i += 10) {
        const auto now = kStart + milliseconds(i);
        EXPECT_FALSE(congestion.observe(now - kTarget, now));
    }
}

TEST(Congestion, BeginsWhenTheOldestHasWaitedTooLongForAnInterval) {
    Congestion congestion(kTarget, kInterval);
    EXPECT_FALSE(congestion.observe(kStart, kStart + milliseconds(149)));
    EXPECT_TRUE(congestion.observe(kStart, kStart + milliseconds(150)));
}

TEST(Congestion, IsSeenThoughTheOldestIsAlwaysAnother) {
    Congestion congestion(kTarget, kInterval);
    // Each waits 60 ms, so none is late for 100 ms.
    for (int i = 60; i < 150; i += 10) {
        const auto now = kStart + milliseconds(i);
        EXPECT_FALSE(congestion.observe(now - milliseconds(60), now)) << i;
    }
    const auto now = kStart + milliseconds(150);
    EXPECT_TRUE(congestion.observe(now - milliseconds(60), now));
}

TEST(Congestion, EndsWhenTheOldestHasNotWaitedLong) {
    Congestion congestion(kTarget, kInterval);
    ASSERT_TRUE(congestion.observe(kStart, kStart + milliseconds(200)));
    EXPECT_FALSE(congestion.observe(kStart + milliseconds(160), kStart + milliseconds(210)));
    // It has to go on for an interval again.
    EXPECT_FALSE(congestion.observe(kStart + milliseconds(160), kStart + milliseconds(309)));
    EXPECT_TRUE(congestion.observe(kStart + milliseconds(160), kStart + milliseconds(310)));
}

TEST(Congestion, EndsWhenNobodyWaits) {
    Congestion congestion(kTarget, kInterval);
    ASSERT_TRUE(congestion.observe(kStart, kStart + milliseconds(200)));
    EXPECT_FALSE(congestion.observe(std::nullopt, kStart + milliseconds(201)));
    EXPECT_FALSE(congestion.observe(kStart + milliseconds(140), kStart + milliseconds(202)));
}

}  // namespace
}  // namespace marquee::rpc
