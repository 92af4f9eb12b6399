#include "infrastructure/rpc/retry_budget.h"

#include <gtest/gtest.h>

namespace marquee::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const RetryBudget::Time kStart{std::chrono::hours(1000)};

int all_of(RetryBudget& budget, const RetryOptions& options, RetryBudget::Time now) {
    int taken = 0;
    while (budget.take(options, now)) ++taken;
    return taken;
}

TEST(RetryBudget, HasATenthOfTheCallsBesidesWhatItBeginsWith) {
    RetryBudget budget(kStart);
    EXPECT_EQ(all_of(budget, {}, kStart), 10);

    for (int i = 0; i < 205; ++i) budget.called({});
    EXPECT_EQ(all_of(budget, {}, kStart), 20);
}

TEST(RetryBudget, GetsAFewInEachSecond) {
    RetryBudget budget(kStart);
    all_of(budget, {}, kStart);

    EXPECT_EQ(all_of(budget, {}, kStart + milliseconds(550)), 5);
    EXPECT_EQ(all_of(budget, {}, kStart + milliseconds(1000)), 5);
}

TEST(RetryBudget, KeepsAHundredAtMost) {
    RetryBudget budget(kStart);
    for (int i = 0; i < 100'000; ++i) budget.called({});
    EXPECT_EQ(all_of(budget, {}, kStart), 100);
    EXPECT_EQ(all_of(budget, {}, kStart + seconds(1000)), 100);
}

}  // namespace
}  // namespace marquee::rpc
