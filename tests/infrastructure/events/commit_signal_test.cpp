#include "infrastructure/events/commit_signal.h"

#include <gtest/gtest.h>
#include <thread>

namespace marquee::events {
namespace {

const auto kNever = Call::Deadline::max();

TEST(CommitSignal, IsNotWaitedForWhenItHasCome) {
    CommitSignal commits;
    const auto seen = commits.count();
    commits.notify();
    commits.wait(seen, kNever);
    EXPECT_EQ(commits.count(), seen + 1);
    commits.close();
    commits.wait(seen + 1, kNever);
    EXPECT_TRUE(commits.closed());
}

TEST(CommitSignal, IsWaitedForUntilThen) {
    CommitSignal commits;
    const auto then = std::chrono::steady_clock::now() + std::chrono::milliseconds(5);
    commits.wait(commits.count(), then);
    EXPECT_GE(std::chrono::steady_clock::now(), then);
}

TEST(ConcurrentCommitSignal, WakesWhoeverWaits) {
    CommitSignal commits;
    std::stop_source caller;
    std::thread until_commit([&] { commits.wait(0, kNever); });
    commits.notify();
    until_commit.join();
    std::thread until_cancelled([&] { commits.wait(1, kNever, caller.get_token()); });
    caller.request_stop();
    until_cancelled.join();
    std::thread until_closed([&] { commits.wait(1, kNever); });
    commits.close();
    until_closed.join();
}

}  // namespace
}  // namespace marquee::events
