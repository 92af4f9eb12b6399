#include "interfaces/rpc/congestion.h"

#include <gtest/gtest.h>

namespace marquee::rpc {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTarget{50};
constexpr milliseconds kInterval{100};
const Congestion::TimePoint kStart{std::chrono::hours(1)};

TEST(Congestion, IsNoneWhileNobodyWaitsLong) {
    Congestion congestion(kInterval);
    for (int i = 0; i < 1000; i += 10) {
        const auto now = kStart + milliseconds(i);
        EXPECT_FALSE(congestion.observe(now - kTarget, now, kTarget));
    }
}

TEST(Congestion, BeginsWhenTheOldestHasWaitedTooLongForAnInterval) {
    Congestion congestion(kInterval);
    EXPECT_FALSE(congestion.observe(kStart, kStart + milliseconds(149), kTarget));
    EXPECT_TRUE(congestion.observe(kStart, kStart + milliseconds(150), kTarget));
}

TEST(Congestion, IsSeenThoughTheOldestIsAlwaysAnother) {
    Congestion congestion(kInterval);
    // Each waits 60 ms, so none is late for 100 ms.
    for (int i = 60; i < 150; i += 10) {
        const auto now = kStart + milliseconds(i);
        EXPECT_FALSE(congestion.observe(now - milliseconds(60), now, kTarget)) << i;
    }
    const auto now = kStart + milliseconds(150);
    EXPECT_TRUE(congestion.observe(now - milliseconds(60), now, kTarget));
}

TEST(Congestion, EndsWhenTheOldestHasNotWaitedLong) {
    Congestion congestion(kInterval);
    ASSERT_TRUE(congestion.observe(kStart, kStart + milliseconds(200), kTarget));
    EXPECT_FALSE(
        congestion.observe(kStart + milliseconds(160), kStart + milliseconds(210), kTarget));
    // It has to go on for an interval again.
    EXPECT_FALSE(
        congestion.observe(kStart + milliseconds(160), kStart + milliseconds(309), kTarget));
    EXPECT_TRUE(
        congestion.observe(kStart + milliseconds(160), kStart + milliseconds(310), kTarget));
}

TEST(Congestion, GoesByTheTargetOfTheMoment) {
    Congestion congestion(kInterval);
    EXPECT_FALSE(congestion.observe(kStart, kStart + milliseconds(210), milliseconds(200)));
    EXPECT_TRUE(congestion.observe(kStart, kStart + milliseconds(300), milliseconds(200)));
    EXPECT_FALSE(congestion.observe(kStart, kStart + milliseconds(310), milliseconds(400)));
    // The oldest has been late by the new target for long.
    EXPECT_TRUE(congestion.observe(kStart, kStart + milliseconds(320), milliseconds(20)));
}

TEST(Congestion, EndsWhenNobodyWaits) {
    Congestion congestion(kInterval);
    ASSERT_TRUE(congestion.observe(kStart, kStart + milliseconds(200), kTarget));
    EXPECT_FALSE(congestion.observe(std::nullopt, kStart + milliseconds(201), kTarget));
    EXPECT_FALSE(
        congestion.observe(kStart + milliseconds(140), kStart + milliseconds(202), kTarget));
}

}  // namespace
}  // namespace marquee::rpc
