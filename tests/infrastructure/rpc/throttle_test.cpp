#include "infrastructure/rpc/throttle.h"

#include <gtest/gtest.h>

namespace marquee::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Throttle::Time kStart{std::chrono::hours(1000)};

TEST(Throttle, AdmitsEverythingToAPeerThatRefusesLessThanHalf) {
    Throttle throttle;
    for (int i = 0; i < 100; ++i) {
        throttle.accepted(kStart);
        throttle.refused(kStart);
    }

    EXPECT_EQ(throttle.probability({}, kStart), 0);
    EXPECT_TRUE(throttle.admits({}, kStart, 0));
}

TEST(Throttle, HoldsBackWhatIsMoreThanTwiceTheAcceptedCalls) {
    Throttle throttle;
    for (int i = 0; i < 20; ++i) throttle.accepted(kStart);
    for (int i = 0; i < 79; ++i) throttle.refused(kStart);

    EXPECT_DOUBLE_EQ(throttle.probability({}, kStart), 0.59);
    EXPECT_FALSE(throttle.admits({}, kStart, 0.58));
    EXPECT_TRUE(throttle.admits({}, kStart, 0.61));
}

TEST(Throttle, CountsWhatItHoldsBack) {
    Throttle throttle;
    for (int i = 0; i < 20; ++i) throttle.accepted(kStart);
    for (int i = 0; i < 79; ++i) throttle.refused(kStart);
    for (int i = 0; i < 100; ++i) EXPECT_FALSE(throttle.admits({}, kStart, 0));

    EXPECT_DOUBLE_EQ(throttle.probability({}, kStart), 159.0 / 200);
}

TEST(Throttle, LetsATenthThroughToAPeerThatAcceptsNothing) {
    Throttle throttle;
    for (int i = 0; i < 10'000; ++i) throttle.refused(kStart);

    EXPECT_DOUBLE_EQ(throttle.probability({}, kStart), 0.9);
    EXPECT_TRUE(throttle.admits({}, kStart, 0.95));
}

TEST(Throttle, DrawsNoConclusionsFromFewCalls) {
    Throttle throttle;
    for (int i = 0; i < 9; ++i) throttle.refused(kStart);
    EXPECT_EQ(throttle.probability({}, kStart), 0);

    throttle.refused(kStart);
    EXPECT_GT(throttle.probability({}, kStart), 0);
}

TEST(Throttle, RemembersTwoMinutes) {
    Throttle throttle;
    for (int i = 0; i < 100; ++i) throttle.refused(kStart);

    EXPECT_GT(throttle.probability({}, kStart + seconds(114)), 0);
    EXPECT_EQ(throttle.probability({}, kStart + seconds(120)), 0);
}

TEST(Throttle, ForgetsRefusalsOfAPeerThatIsWellForASecond) {
    Throttle throttle;
    for (int i = 0; i < 10'000; ++i) throttle.refused(kStart);

    throttle.accepted(kStart + milliseconds(0));
    throttle.accepted(kStart + milliseconds(500));
    throttle.accepted(kStart + milliseconds(999));
    EXPECT_GT(throttle.probability({}, kStart + milliseconds(999)), 0);

    throttle.accepted(kStart + milliseconds(1000));
    EXPECT_EQ(throttle.probability({}, kStart + milliseconds(1000)), 0);
}

TEST(Throttle, ForgetsNothingWhileRefusalsKeepComing) {
    Throttle throttle;
    for (int i = 0; i < 10'000; ++i) throttle.refused(kStart);
    for (int i = 1; i < 20; ++i) {
        throttle.accepted(kStart + i * milliseconds(400));
        if (i % 3 == 0) throttle.refused(kStart + i * milliseconds(400));
    }

    EXPECT_GT(throttle.probability({}, kStart + seconds(8)), 0);
}

TEST(Throttle, CanBeSwitchedOff) {
    Throttle throttle;
    for (int i = 0; i < 100; ++i) throttle.refused(kStart);
    ThrottleOptions off;
    off.on = false;

    EXPECT_TRUE(throttle.admits(off, kStart, 0));
}

}  // namespace
}  // namespace marquee::rpc
