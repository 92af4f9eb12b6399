#include "infrastructure/identity/argon_password_hasher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <latch>

#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ArgonPasswordHasherTest : public testing::Test {
protected:
    BoundedWorkers workers_{{1, 4}};
    ArgonPasswordHasher hasher_{{1, 1}, workers_};
    Call call_;
};

TEST_F(ArgonPasswordHasherTest, KnowsThePasswordAgain) {
    const auto hash = hasher_.hash(call_, "correct horse");
    EXPECT_THAT(hash, StartsWith("$argon2id$v=19$m=1024,t=1,p=1$"));
    EXPECT_THAT(hash, Not(HasSubstr("correct")));
    const auto right = hasher_.verify(call_, "correct horse", hash);
    EXPECT_TRUE(right.right);
    EXPECT_FALSE(right.better_hash);
    for (const char* wrong : {"", "correct hors", "correct horse ", "Correct horse"}) {
        EXPECT_FALSE(hasher_.verify(call_, wrong, hash).right) << wrong;
    }
}

TEST_F(ArgonPasswordHasherTest, HashesEqualPasswordsDifferently) {
    EXPECT_NE(hasher_.hash(call_, "correct horse"), hasher_.hash(call_, "correct horse"));
}

TEST_F(ArgonPasswordHasherTest, TakesAnyBytesAndAnyLength) {
    const std::string with_nul("correct\0horse", 13);
    const auto hash = hasher_.hash(call_, with_nul);
    EXPECT_TRUE(hasher_.verify(call_, with_nul, hash).right);
    EXPECT_FALSE(hasher_.verify(call_, "correct", hash).right);
    const std::string longest(1024, 'x');
    const auto long_hash = hasher_.hash(call_, longest);
    EXPECT_TRUE(hasher_.verify(call_, longest, long_hash).right);
    EXPECT_FALSE(hasher_.verify(call_, longest.substr(1), long_hash).right);
}

TEST_F(ArgonPasswordHasherTest, MakesHashesAnewWhenTheEffortHasChanged) {
    const auto weak = hasher_.hash(call_, "correct horse");
    for (const ArgonEffort& effort : {ArgonEffort{2, 1}, ArgonEffort{1, 2}}) {
        ArgonPasswordHasher stronger(effort, workers_);
        const auto verification = stronger.verify(call_, "correct horse", weak);
        EXPECT_TRUE(verification.right);
        ASSERT_TRUE(verification.better_hash);
        EXPECT_FALSE(
            stronger.verify(call_, "correct horse", *verification.better_hash).better_hash);
        // And it is a hash of the same.
        EXPECT_TRUE(hasher_.verify(call_, "correct horse", *verification.better_hash).right);
        EXPECT_FALSE(stronger.verify(call_, "wrong horse", weak).better_hash);
    }
}

TEST_F(ArgonPasswordHasherTest, TellsADamagedHashFromAWrongPassword) {
    auto hash = hasher_.hash(call_, "correct horse");
    hash.resize(hash.size() / 2);
    EXPECT_THROW(hasher_.verify(call_, "correct horse", hash), std::runtime_error);
}

TEST_F(ArgonPasswordHasherTest, IsRefusedLikeAllOtherWork) {
    Call late;
    late.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
    EXPECT_EQ(code_of([&] { hasher_.hash(late, "x"); }), ErrorCode::deadline_exceeded);
    EXPECT_EQ(code_of([&] { hasher_.pretend(late, "x"); }), ErrorCode::deadline_exceeded);
}

TEST(ConcurrentArgonPasswordHasher, LeavesThoseOutWhoAreTooMany) {
    BoundedWorkers workers({1, 0});
    ArgonPasswordHasher hasher({1, 1}, workers);
    std::latch begun(1);
    std::latch open(1);
    std::thread other([&] {
        workers.run(Call(), [&] {
            begun.count_down();
            open.wait();
        });
    });
    begun.wait();
    EXPECT_EQ(code_of([&] { hasher.verify(Call(), "x", "y"); }), ErrorCode::unavailable);
    EXPECT_EQ(code_of([&] { hasher.pretend(Call(), "x"); }), ErrorCode::unavailable);
    open.count_down();
    other.join();
    EXPECT_NO_THROW(hasher.pretend(Call(), "x"));
}

}  // namespace
}  // namespace marquee::identity
