#include "interfaces/http/failure_backoff.h"

#include <string>

#include "gtest/gtest.h"

namespace marquee::http {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

const FailureBackoff::Time kStart{std::chrono::hours(1000)};
const KeyedHash::Key kKey{7, 8};

IpAddress address(int number) {
    return *IpAddress::parse("10.0." + std::to_string(number / 256) + "." +
                             std::to_string(number % 256));
}

TEST(FailureBackoff, SlowsAnAccountFromTheFifthFailureOn) {
    FailureBackoff backoff(kKey);
    auto now = kStart;
    for (int i = 0; i < 5; ++i) EXPECT_EQ(backoff.begin("ann", address(i), now), 0ns);
    for (const auto wait : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        EXPECT_EQ(backoff.begin("ann", address(100), now), wait);
        EXPECT_EQ(backoff.begin("ann", address(100), now + wait - 1ns), 1ns);
        now += wait;
        EXPECT_EQ(backoff.begin("ann", address(200), now), 0ns);
    }
    EXPECT_EQ(backoff.begin("bob", address(300), now), 0ns);
}

TEST(FailureBackoff, SlowsAnAddressWhateverTheAccounts) {
    FailureBackoff backoff(kKey);
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(backoff.begin("user" + std::to_string(i), address(1), kStart), 0ns);
    }
    EXPECT_EQ(backoff.begin("another", address(1), kStart), 1s);
    EXPECT_EQ(backoff.begin("another", address(1), kStart + 999ms), 1ms);
    EXPECT_EQ(backoff.begin("another", address(1), kStart + 1s), 0ns);
    EXPECT_EQ(backoff.begin("another", address(1), kStart + 1s), 2s);
    EXPECT_EQ(backoff.begin("another", address(2), kStart + 1s), 0ns);
    // A thread that read the clock before another one may come after it.
    EXPECT_EQ(backoff.begin("another", address(2), kStart), 0ns);
}

TEST(FailureBackoff, CountsAnIpv6NetworkAsOneAddress) {
    FailureBackoff backoff(kKey, 100, FailureBackoff::kAccountRule, {0, 1s, 60s, 300s});
    EXPECT_EQ(backoff.begin("a", *IpAddress::parse("2001:db8::1"), kStart), 0ns);
    EXPECT_EQ(backoff.begin("b", *IpAddress::parse("2001:db8::2"), kStart), 1s);
    EXPECT_EQ(backoff.begin("c", *IpAddress::parse("2001:db8:0:1::2"), kStart), 0ns);
}

TEST(FailureBackoff, ForgetsAnAccountsFailuresWhenItSucceeds) {
    FailureBackoff backoff(kKey);
    for (int i = 0; i < 5; ++i) backoff.begin("ann", address(i), kStart);
    EXPECT_EQ(backoff.begin("ann", address(9), kStart + 1s), 0ns);
    backoff.succeeded("ann", address(9));
    for (int i = 0; i < 5; ++i) EXPECT_EQ(backoff.begin("ann", address(i), kStart + 1s), 0ns);
    EXPECT_GT(backoff.begin("ann", address(9), kStart + 1s), 0ns);
}

TEST(FailureBackoff, DoesNotForgiveAnAddressForOneAccountThatSucceeds) {
    FailureBackoff backoff(kKey);
    int guesses = 0;
    for (int i = 0; i < 100; ++i) {
        if (backoff.begin("own", address(1), kStart) == 0ns) backoff.succeeded("own", address(1));
        if (backoff.begin("victim" + std::to_string(i), address(1), kStart) == 0ns) ++guesses;
    }
    EXPECT_EQ(guesses, 20);
}

TEST(FailureBackoff, NeverSlowsThoseWhoAlwaysSucceed) {
    FailureBackoff backoff(kKey);
    for (int i = 0; i < 1000; ++i) {
        ASSERT_EQ(backoff.begin("ann", address(1), kStart), 0ns) << i;
        backoff.succeeded("ann", address(1));
    }
}

TEST(FailureBackoff, DoesNotCountAttemptsThatWereAbandoned) {
    FailureBackoff backoff(kKey);
    for (int i = 0; i < 1000; ++i) {
        ASSERT_EQ(backoff.begin("ann", address(1), kStart), 0ns) << i;
        backoff.abandoned("ann", address(1));
    }
}

TEST(FailureBackoff, ForgetsFailuresOneByOne) {
    FailureBackoff backoff(kKey);
    for (int i = 0; i < 5; ++i) backoff.begin("ann", address(i), kStart);
    // Two are forgotten after ten minutes, so that two more are free.
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(backoff.begin("ann", address(i), kStart + 10min), 0ns);
    }
    EXPECT_EQ(backoff.begin("ann", address(9), kStart + 10min), 1s);
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(backoff.begin("ann", address(i), kStart + 24h), 0ns) << i;
    }
}

TEST(FailureBackoff, StaysExactlyAtItsCapHoweverLongItGoesOn) {
    FailureBackoff backoff(kKey, 10, {0, 1s, 60s, 1000h}, {1'000'000, 1s, 1s, 1s});
    auto now = kStart;
    for (int i = 0; i < 200; ++i) {
        now += 60s;
        ASSERT_EQ(backoff.begin("ann", address(1), now), 0ns) << i;
    }
    EXPECT_EQ(backoff.begin("ann", address(1), now), 60s);
}

TEST(FailureBackoff, KeepsTheLatestNamesWhenThereIsNoMoreRoom) {
    FailureBackoff backoff(kKey, 10);
    for (int i = 0; i < 5; ++i) backoff.begin("ann", address(0), kStart);
    for (int i = 1; i < 1000; ++i) {
        // Who goes on guessing is not forgotten, whatever names come in between.
        EXPECT_GT(backoff.begin("ann", address(0), kStart), 0ns);
        backoff.begin("user" + std::to_string(i), address(i), kStart);
        EXPECT_LE(backoff.size(), 10U);
    }
}

TEST(FailureBackoff, TellsAnAccountFromAnAddress) {
    FailureBackoff backoff(kKey);
    const IpAddress one = address(1);
    for (int i = 0; i < 5; ++i) backoff.begin(one.client(), address(2), kStart);
    EXPECT_EQ(backoff.begin("ann", one, kStart), 0ns);
}

}  // namespace
}  // namespace marquee::http
