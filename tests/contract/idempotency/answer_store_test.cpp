#include "application/idempotency/answer_store.h"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

#include "domain/shared/error.h"
#include "tests/support/stores.h"
#include "tests/support/thrown.h"

namespace marquee::idempotency {
namespace {

constexpr std::chrono::milliseconds kLong = std::chrono::minutes(10);
/// Ended before it began, so that no test has to wait.
constexpr std::chrono::milliseconds kOver = -std::chrono::minutes(10);

class AnswerStoreContract : public testing::TestWithParam<test::StoreKind> {
protected:
    Claim claim(const std::string& run, std::chrono::milliseconds lease = kLong,
                std::chrono::milliseconds kept = kLong) {
        return claim(request_, run, lease, kept);
    }
    Claim claim(const RepeatableRequest& request, const std::string& run,
                std::chrono::milliseconds lease = kLong, std::chrono::milliseconds kept = kLong) {
        return answers_.claim(call_, request, run, lease, kept);
    }
    Standing standing(const std::string& run) { return claim(run).standing; }

    std::unique_ptr<test::Stores> stores_ = GetParam().make();
    AnswerStore& answers_ = stores_->answers();
    Call call_;
    const RepeatableRequest request_{"ann", "POST /things", "key", "{\"a\": 1}"};
    const Answer answer_{201,
                         "application/json",
                         {{"Location", "/things/1: \"x\""}, {"ETag", "\"a\""}},
                         "{\"title\": \"Amélie 💻 '; DROP\"}"};
};

TEST_P(AnswerStoreContract, GivesANewRequestToItsRun) {
    const auto claimed = claim("r1");
    EXPECT_EQ(claimed.standing, Standing::fresh);
    EXPECT_EQ(claimed.reserved_id, "r1");
    EXPECT_FALSE(claimed.answer);
}

TEST_P(AnswerStoreContract, KeepsARequestThatRunsFromOthers) {
    claim("r1");
    const auto claimed = claim("r2");
    EXPECT_EQ(claimed.standing, Standing::running);
    EXPECT_EQ(claimed.reserved_id, "");
}

TEST_P(AnswerStoreContract, GivesTheFirstAnswerAgainAndAgain) {
    claim("r1");
    answers_.remember(call_, request_, "r1", answer_);
    for (const char* run : {"r2", "r3"}) {
        const auto claimed = claim(run);
        ASSERT_EQ(claimed.standing, Standing::answered);
        EXPECT_EQ(claimed.answer, answer_);
    }
}

TEST_P(AnswerStoreContract, KeepsAnswersOfAnySize) {
    Answer large = answer_;
    large.body = std::string(3'000'000, 'x');
    claim("r1");
    answers_.remember(call_, request_, "r1", large);
    EXPECT_EQ(claim("r2").answer, large);
    const RepeatableRequest other{"ann", "POST /things", "k2", ""};
    claim(other, "r3");
    answers_.remember(call_, other, "r3", {204, "", {}, ""});
    EXPECT_EQ(claim(other, "r4").answer, (Answer{204, "", {}, ""}));
}

TEST_P(AnswerStoreContract, TakesNoOtherContentForAKey) {
    const RepeatableRequest other{"ann", "POST /things", "key", "{\"a\": 2}"};
    claim("r1");
    EXPECT_EQ(claim(other, "r2").standing, Standing::different);
    answers_.release(call_, request_, "r1");
    EXPECT_EQ(claim(other, "r2").standing, Standing::different);
    claim("r3");
    answers_.remember(call_, request_, "r3", answer_);
    const auto claimed = claim(other, "r4");
    EXPECT_EQ(claimed.standing, Standing::different);
    EXPECT_FALSE(claimed.answer);
}

TEST_P(AnswerStoreContract, TellsCallersRoutesAndKeysApart) {
    claim("r1");
    answers_.remember(call_, request_, "r1", answer_);
    int run = 2;
    for (const RepeatableRequest& other :
         {RepeatableRequest{"bob", "POST /things", "key", request_.content},
          RepeatableRequest{"ann", "POST /others", "key", request_.content},
          RepeatableRequest{"ann", "POST /things", "Key", request_.content},
          RepeatableRequest{"annPOST", " /things", "key", request_.content},
          RepeatableRequest{"ann", "POST /thingsk", "ey", request_.content}}) {
        EXPECT_EQ(claim(other, "r" + std::to_string(run++)).standing, Standing::fresh);
    }
}

TEST_P(AnswerStoreContract, GivesARequestWhoseRunWasCutOffToTheNextWithTheSameId) {
    claim("r1", kOver);
    const auto claimed = claim("r2");
    EXPECT_EQ(claimed.standing, Standing::resumed);
    EXPECT_EQ(claimed.reserved_id, "r1");
    EXPECT_EQ(standing("r3"), Standing::running);
}

TEST_P(AnswerStoreContract, GivesAReleasedRequestToTheNextAtOnce) {
    claim("r1");
    answers_.release(call_, request_, "r1");
    const auto claimed = claim("r2");
    EXPECT_EQ(claimed.standing, Standing::resumed);
    EXPECT_EQ(claimed.reserved_id, "r1");
    answers_.remember(call_, request_, "r2", answer_);
    EXPECT_EQ(standing("r3"), Standing::answered);
}

TEST_P(AnswerStoreContract, ForgetsARequestAtOnce) {
    claim("r1");
    answers_.forget(call_, request_, "r1");
    const auto claimed = claim({"ann", "POST /things", "key", "another content"}, "r2");
    EXPECT_EQ(claimed.standing, Standing::fresh);
    EXPECT_EQ(claimed.reserved_id, "r2");
}

TEST_P(AnswerStoreContract, TakesNothingMoreFromARunThatLostItsRequest) {
    claim("slow", kOver);
    claim("r2");
    answers_.release(call_, request_, "slow");
    EXPECT_EQ(standing("r3"), Standing::running);
    answers_.forget(call_, request_, "slow");
    EXPECT_EQ(standing("r3"), Standing::running);
    answers_.remember(call_, request_, "slow", {500, "", {}, ""});
    EXPECT_EQ(standing("r3"), Standing::running);
    answers_.remember(call_, request_, "r2", answer_);
    EXPECT_EQ(claim("r3").answer, answer_);
}

TEST_P(AnswerStoreContract, ForgetsWhatIsNotToBeKept) {
    claim("r1", kLong, kOver);
    answers_.remember(call_, request_, "r1", answer_);
    const auto claimed =
        claim({"ann", "POST /things", "key", "another content"}, "r2", kLong, kLong);
    EXPECT_EQ(claimed.standing, Standing::fresh);
    EXPECT_EQ(claimed.reserved_id, "r2");
}

TEST_P(AnswerStoreContract, KeepsARequestLongerThatIsRunAgain) {
    claim("r1", kOver, kLong);
    claim("r2", kOver, kOver);
    EXPECT_EQ(standing("r3"), Standing::fresh);
}

TEST_P(AnswerStoreContract, RemovesWhatIsForgottenInPortions) {
    claim("kept");
    for (int i = 0; i < 5; ++i) {
        const std::string run = std::to_string(i);
        claim({"ann", "POST /things", "old" + run, ""}, run, kLong, kOver);
    }
    EXPECT_EQ(answers_.remove_expired(call_, 3), 3U);
    EXPECT_EQ(answers_.remove_expired(call_, 3), 2U);
    EXPECT_EQ(answers_.remove_expired(call_, 3), 0U);
    EXPECT_EQ(standing("r2"), Standing::running);
}

TEST_P(AnswerStoreContract, TakesNoLongerThanTheCall) {
    Call late;
    late.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
    EXPECT_EQ(code_of([&] { answers_.claim(late, request_, "r1", kLong, kLong); }),
              ErrorCode::deadline_exceeded);
    EXPECT_EQ(standing("r2"), Standing::fresh);
}

using ConcurrentAnswerStoreContract = AnswerStoreContract;

TEST_P(ConcurrentAnswerStoreContract, GivesEachRequestToOneRun) {
    constexpr int kThreads = 6;
    constexpr int kRequests = 8;
    std::atomic<int> fresh = 0;
    std::atomic<int> resumed = 0;
    std::atomic<int> others = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back([&, thread] {
            for (int i = 0; i < kRequests; ++i) {
                const std::string number = std::to_string(i);
                const std::string run = std::to_string(thread) + "-" + number;
                switch (claim({"ann", "POST /things", number, "content"}, run).standing) {
                    case Standing::fresh:
                        ++fresh;
                        break;
                    case Standing::resumed:
                        ++resumed;
                        break;
                    case Standing::running:
                    case Standing::answered:
                    case Standing::different:
                        ++others;
                        break;
                }
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(fresh, kRequests);
    EXPECT_EQ(resumed, 0);
    EXPECT_EQ(others, (kThreads - 1) * kRequests);
}

TEST_P(ConcurrentAnswerStoreContract, GivesARequestThatWasCutOffToOneRun) {
    claim("dead", kOver);
    std::atomic<int> resumed = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 6; ++thread) {
        threads.emplace_back([&, thread] {
            if (standing(std::to_string(thread)) == Standing::resumed) ++resumed;
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(resumed, 1);
}

std::string store_name(const testing::TestParamInfo<test::StoreKind>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, AnswerStoreContract, testing::ValuesIn(test::all_stores()),
                         store_name);
INSTANTIATE_TEST_SUITE_P(All, ConcurrentAnswerStoreContract, testing::ValuesIn(test::all_stores()),
                         store_name);

}  // namespace
}  // namespace marquee::idempotency
