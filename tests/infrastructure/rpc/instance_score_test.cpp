#include "infrastructure/rpc/instance_score.h"

#include <gtest/gtest.h>

namespace marquee::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const InstanceScore::Time kStart{std::chrono::hours(1000)};

InstanceScore after_answer_in(milliseconds took) {
    InstanceScore score;
    score.started(kStart - took);
    score.answered(kStart, took);
    return score;
}

double seconds_of(std::chrono::nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

TEST(InstanceScore, TakesASlowAnswerForTheRuleAtOnce) {
    InstanceScore score = after_answer_in(milliseconds(10));
    score.started(kStart);
    score.answered(kStart, milliseconds(80));

    EXPECT_EQ(score.latency(kStart), milliseconds(80));
}

TEST(InstanceScore, ForgetsASlowAnswerSlowly) {
    InstanceScore score = after_answer_in(milliseconds(100));
    for (int i = 1; i <= 10; ++i) {
        score.started(kStart + seconds(i));
        score.answered(kStart + seconds(i), milliseconds(10));
    }

    EXPECT_NEAR(seconds_of(score.latency(kStart + seconds(10))), 0.043, 0.002);
}

TEST(InstanceScore, LetsAnUnusedInstanceBecomeAttractiveAgain) {
    const InstanceScore slow = after_answer_in(milliseconds(100));
    InstanceScore fast = after_answer_in(milliseconds(20));
    EXPECT_LT(fast.cost(kStart), slow.cost(kStart));

    fast.started(kStart + seconds(30));
    fast.answered(kStart + seconds(30), milliseconds(20));
    EXPECT_GT(fast.cost(kStart + seconds(30)), slow.cost(kStart + seconds(30)));
}

TEST(InstanceScore, CostsMoreForEachCallInFlight) {
    InstanceScore score = after_answer_in(milliseconds(10));
    const double idle = score.cost(kStart);
    score.started(kStart);
    score.started(kStart);

    EXPECT_DOUBLE_EQ(score.cost(kStart), 3 * idle);
    EXPECT_EQ(score.in_flight(), 2);
}

TEST(InstanceScore, CostsAsMuchAsItIsSilent) {
    InstanceScore hung = after_answer_in(milliseconds(1));
    hung.started(kStart);

    EXPECT_DOUBLE_EQ(hung.cost(kStart + milliseconds(500)), 2 * 0.5);

    hung.started(kStart + milliseconds(500));
    hung.answered(kStart + milliseconds(500), milliseconds(1));
    EXPECT_LT(hung.cost(kStart + milliseconds(500)), 0.01);
}

TEST(InstanceScore, CountsAQuickFailureAsSlow) {
    InstanceScore score = after_answer_in(milliseconds(1));
    score.started(kStart);
    score.failed(kStart, milliseconds(0));

    EXPECT_EQ(score.latency(kStart), milliseconds(100));
}

TEST(InstanceScore, LearnsNothingFromACallThatWasGivenUp) {
    InstanceScore score = after_answer_in(milliseconds(1));
    score.started(kStart);
    score.abandoned();

    EXPECT_EQ(score.latency(kStart), milliseconds(1));
    EXPECT_EQ(score.in_flight(), 0);
}

}  // namespace
}  // namespace marquee::rpc
