#include "domain/movie/removal_repository.h"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

#include "tests/support/stores.h"

namespace marquee::movie {
namespace {

constexpr std::chrono::milliseconds kLong = std::chrono::minutes(10);
/// Ended before it began, so that no test has to wait.
constexpr std::chrono::milliseconds kOver = -std::chrono::minutes(10);

class RemovalRepositoryContract : public testing::TestWithParam<test::StoreKind> {
protected:
    std::unique_ptr<test::Stores> stores_ = GetParam().make();
    RemovalRepository& removals_ = stores_->removals();
    Call call_;
    MovieId movie_{"tt1"};
    Removal removal_{movie_, RemovalStep::requested, 42};
};

TEST_P(RemovalRepositoryContract, HasNothingToClaimAtFirst) {
    EXPECT_FALSE(removals_.claim(call_, "w", kLong));
    EXPECT_FALSE(removals_.under_way(call_, movie_));
}

TEST_P(RemovalRepositoryContract, BeginsARemovalOnce) {
    EXPECT_TRUE(removals_.begin(call_, removal_, "w", kLong));
    EXPECT_FALSE(removals_.begin(call_, removal_, "w", kLong));
    EXPECT_FALSE(removals_.begin(call_, removal_, "other", kLong));
    EXPECT_TRUE(removals_.under_way(call_, movie_));
    EXPECT_FALSE(removals_.under_way(call_, MovieId("tt2")));
}

TEST_P(RemovalRepositoryContract, KeepsAHeldRemovalFromOthers) {
    removals_.begin(call_, removal_, "w", kLong);
    EXPECT_FALSE(removals_.claim(call_, "other", kLong));
}

TEST_P(RemovalRepositoryContract, LetsOthersClaimWhatNobodyHolds) {
    removals_.begin(call_, removal_, "dead", kOver);
    const auto claimed = removals_.claim(call_, "w", kLong);
    ASSERT_TRUE(claimed);
    EXPECT_EQ(claimed->movie, movie_);
    EXPECT_EQ(claimed->step, RemovalStep::requested);
    EXPECT_EQ(claimed->revision, 42);
    EXPECT_FALSE(removals_.claim(call_, "third", kLong));
}

TEST_P(RemovalRepositoryContract, RemembersTheStep) {
    removals_.begin(call_, {movie_, RemovalStep::requested, 7}, "w", kOver);
    EXPECT_TRUE(removals_.advance(call_, movie_, "w", RemovalStep::described_no_more));
    const auto claimed = removals_.claim(call_, "w", kLong);
    ASSERT_TRUE(claimed);
    EXPECT_EQ(claimed->step, RemovalStep::described_no_more);
    EXPECT_EQ(claimed->revision, 7);
}

TEST_P(RemovalRepositoryContract, StopsAWorkerThatLostItsRemoval) {
    removals_.begin(call_, removal_, "slow", kOver);
    removals_.claim(call_, "w", kLong);
    EXPECT_FALSE(removals_.advance(call_, movie_, "slow", RemovalStep::described_no_more));
    removals_.end(call_, movie_, "slow");
    EXPECT_TRUE(removals_.under_way(call_, movie_));
}

TEST_P(RemovalRepositoryContract, ForgetsAFinishedRemoval) {
    removals_.begin(call_, removal_, "w", kLong);
    removals_.end(call_, movie_, "w");
    EXPECT_FALSE(removals_.under_way(call_, movie_));
    EXPECT_TRUE(removals_.begin(call_, removal_, "other", kLong));
}

using ConcurrentRemovalRepositoryContract = RemovalRepositoryContract;

TEST_P(ConcurrentRemovalRepositoryContract, GivesEachRemovalToOneWorker) {
    constexpr int kRemovals = 12;
    for (int i = 0; i < kRemovals; ++i) {
        removals_.begin(call_, {MovieId("m" + std::to_string(i)), RemovalStep::requested, 1},
                        "dead", kOver);
    }
    std::atomic<int> claimed = 0;
    std::vector<std::thread> workers;
    for (int worker = 0; worker < 4; ++worker) {
        workers.emplace_back([&, worker] {
            while (removals_.claim(call_, "w" + std::to_string(worker), kLong)) ++claimed;
        });
    }
    for (auto& worker : workers) worker.join();
    EXPECT_EQ(claimed, kRemovals);
}

std::string store_name(const testing::TestParamInfo<test::StoreKind>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, RemovalRepositoryContract, testing::ValuesIn(test::all_stores()),
                         store_name);
INSTANTIATE_TEST_SUITE_P(All, ConcurrentRemovalRepositoryContract,
                         testing::ValuesIn(test::all_stores()), store_name);

}  // namespace
}  // namespace marquee::movie
