#include "infrastructure/rpc/ejection.h"

#include <gtest/gtest.h>

namespace marquee::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using State = Ejection::State;

const Ejection::Time kStart{std::chrono::hours(1000)};

Ejection taken_out() {
    Ejection ejection;
    for (int i = 0; i < 5; ++i) ejection.failed({}, kStart);
    return ejection;
}

TEST(Ejection, TakesAnInstanceOutByItsFifthFailureInARow) {
    Ejection ejection;
    for (int i = 0; i < 4; ++i) EXPECT_FALSE(ejection.failed({}, kStart));
    EXPECT_EQ(ejection.state(kStart), State::in);

    EXPECT_TRUE(ejection.failed({}, kStart));
    EXPECT_EQ(ejection.state(kStart), State::out);
}

TEST(Ejection, StartsToCountAnewAfterAnAnswer) {
    Ejection ejection;
    for (int i = 0; i < 4; ++i) ejection.failed({}, kStart);
    ejection.succeeded(kStart);

    for (int i = 0; i < 4; ++i) EXPECT_FALSE(ejection.failed({}, kStart));
}

TEST(Ejection, TriesAnInstanceAfterItsTime) {
    const Ejection ejection = taken_out();

    EXPECT_EQ(ejection.state(kStart + milliseconds(499)), State::out);
    EXPECT_EQ(ejection.state(kStart + milliseconds(500)), State::on_trial);
}

TEST(Ejection, BringsAnInstanceBackThatAnswersOnTrial) {
    Ejection ejection = taken_out();
    ejection.succeeded(kStart + milliseconds(500));

    EXPECT_EQ(ejection.state(kStart + milliseconds(500)), State::in);
}

TEST(Ejection, IsNotEndedByLateAnswers) {
    Ejection ejection = taken_out();
    ejection.succeeded(kStart + milliseconds(100));

    EXPECT_EQ(ejection.state(kStart + milliseconds(100)), State::out);
}

TEST(Ejection, IsNotExtendedByLateFailures) {
    Ejection ejection = taken_out();
    for (int i = 0; i < 20; ++i) {
        EXPECT_FALSE(ejection.failed({}, kStart + milliseconds(100)));
    }

    EXPECT_EQ(ejection.state(kStart + milliseconds(500)), State::on_trial);
}

TEST(Ejection, LastsTwiceAsLongAfterEachFailedTrial) {
    Ejection ejection = taken_out();
    auto now = kStart + milliseconds(500);
    for (const int time : {1000, 2000, 4000, 4000}) {
        EXPECT_TRUE(ejection.failed({}, now));
        EXPECT_EQ(ejection.state(now + milliseconds(time - 1)), State::out);
        now += milliseconds(time);
        EXPECT_EQ(ejection.state(now), State::on_trial);
    }
}

TEST(Ejection, IsShortAgainAfterTheInstanceWasWell) {
    Ejection ejection = taken_out();
    ejection.failed({}, kStart + seconds(1));
    ejection.succeeded(kStart + seconds(10));
    for (int i = 0; i < 5; ++i) ejection.failed({}, kStart + seconds(10));

    EXPECT_EQ(ejection.state(kStart + milliseconds(10'500)), State::on_trial);
}

TEST(Ejection, CanBeSwitchedOff) {
    EjectionOptions off;
    off.on = false;
    Ejection ejection;
    for (int i = 0; i < 20; ++i) EXPECT_FALSE(ejection.failed(off, kStart));

    EXPECT_EQ(ejection.state(kStart), State::in);
}

}  // namespace
}  // namespace marquee::rpc
