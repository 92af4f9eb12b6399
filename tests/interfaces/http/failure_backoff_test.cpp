#include "interfaces/http/failure_backoff.h"

#include <string>

#include "gtest/gtest.h"

namespace marquee::http {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

const KeyedHash::Key kKey{7, 8};

IpAddress address(int number) {
    return *IpAddress::parse("10.0." + std::to_string(number / 256) + "." +
                             std::to_string(number % 256));
}

class FailureBackoffTest : public testing::Test {
protected:
    explicit FailureBackoffTest(std::size_t names = 1000,
                                FailureBackoffRule account = FailureBackoff::kAccountRule,
                                FailureBackoffRule address = FailureBackoff::kAddressRule)
        : backoff(
              kKey, [this] { return now; }, names, account, address) {}

    /// An attempt that fails if it may be made: how long it had to wait instead.
    seconds guess(const std::string& account, const IpAddress& from) {
        const auto wait = backoff.wait(account, from);
        if (!wait) backoff.failed(account, from);
        return wait.value_or(0s);
    }

    FailureBackoff::Time now{std::chrono::hours(1000)};
    FailureBackoff backoff;
};

TEST_F(FailureBackoffTest, SlowsAnAccountFromTheFifthFailureOn) {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(guess("ann", address(i)), 0s);
    for (const auto wait : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        EXPECT_EQ(guess("ann", address(100)), wait);
        now += wait;
        EXPECT_EQ(guess("ann", address(200)), 0s);
    }
    EXPECT_EQ(guess("bob", address(300)), 0s);
}

TEST_F(FailureBackoffTest, SlowsAnAddressWhateverTheAccounts) {
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(guess("user" + std::to_string(i), address(1)), 0s);
    }
    EXPECT_EQ(guess("another", address(1)), 1s);
    EXPECT_EQ(guess("another", address(2)), 0s);
    now += 1s;
    EXPECT_EQ(guess("another", address(1)), 0s);
    EXPECT_EQ(guess("another", address(1)), 2s);
    // A thread that read the clock before another one may come after it.
    now -= 1s;
    EXPECT_EQ(guess("another", address(2)), 0s);
}

TEST_F(FailureBackoffTest, TellsTheWaitInWholeSecondsAndNeverTooEarly) {
    for (int i = 0; i < 6; ++i) {
        guess("ann", address(i));
        if (i == 4) now += 1s;
    }
    EXPECT_EQ(guess("ann", address(9)), 2s);
    now += 1ns;
    EXPECT_EQ(guess("ann", address(9)), 2s);
    now += 1s;
    EXPECT_EQ(guess("ann", address(9)), 1s);
    now += 1s - 2ns;
    EXPECT_EQ(guess("ann", address(9)), 1s);
    now += 1ns;
    EXPECT_EQ(guess("ann", address(9)), 0s);
}

TEST_F(FailureBackoffTest, ForgetsAnAccountsFailuresWhenItSucceeds) {
    for (int i = 0; i < 5; ++i) guess("ann", address(i));
    now += 1s;
    EXPECT_EQ(backoff.wait("ann", address(9)), std::nullopt);
    backoff.succeeded("ann");
    for (int i = 0; i < 5; ++i) EXPECT_EQ(guess("ann", address(i)), 0s);
    EXPECT_EQ(guess("ann", address(9)), 1s);
}

TEST_F(FailureBackoffTest, DoesNotForgiveAnAddressForOneAccountThatSucceeds) {
    int guesses = 0;
    for (int i = 0; i < 100; ++i) {
        if (!backoff.wait("own", address(1))) backoff.succeeded("own");
        if (guess("victim" + std::to_string(i), address(1)) == 0s) ++guesses;
    }
    EXPECT_EQ(guesses, 20);
}

TEST_F(FailureBackoffTest, NeverSlowsThoseWhoAlwaysSucceedAndRemembersNothingOfThem) {
    for (int i = 0; i < 1000; ++i) {
        ASSERT_EQ(backoff.wait("ann", address(1)), std::nullopt) << i;
        backoff.succeeded("ann");
    }
    EXPECT_EQ(backoff.size(), 0U);
}

TEST_F(FailureBackoffTest, LetsOneThroughAtATimeOnceAnAccountIsSlow) {
    for (int i = 0; i < 5; ++i) guess("ann", address(i));
    now += 1s;
    // The first is not yet known to have failed, when the others come.
    EXPECT_EQ(backoff.wait("ann", address(10)), std::nullopt);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(backoff.wait("ann", address(11 + i)), 1s);
    // What came to nothing by no fault of the client's does not make it slower.
    now += 1s;
    EXPECT_EQ(backoff.wait("ann", address(10)), std::nullopt);
}

TEST_F(FailureBackoffTest, ForgetsFailuresOneByOne) {
    for (int i = 0; i < 5; ++i) guess("ann", address(i));
    now += 10min;
    // Two are forgotten, so that two more are free.
    for (int i = 0; i < 2; ++i) EXPECT_EQ(guess("ann", address(i)), 0s);
    EXPECT_EQ(guess("ann", address(9)), 1s);
    now += 24h;
    for (int i = 0; i < 5; ++i) EXPECT_EQ(guess("ann", address(i)), 0s) << i;
}

TEST_F(FailureBackoffTest, TellsAnAccountFromAnAddress) {
    const IpAddress one = address(1);
    for (int i = 0; i < 5; ++i) guess(std::string(one.client()), address(2));
    EXPECT_EQ(guess("ann", one), 0s);
}

class SlowAddressBackoff : public FailureBackoffTest {
protected:
    SlowAddressBackoff()
        : FailureBackoffTest(100, FailureBackoff::kAccountRule, {0, 1s, 60s, 300s}) {}
};

TEST_F(SlowAddressBackoff, CountAnIpv6NetworkAsOne) {
    EXPECT_EQ(guess("a", *IpAddress::parse("2001:db8::1")), 0s);
    EXPECT_EQ(guess("b", *IpAddress::parse("2001:db8::2")), 1s);
    EXPECT_EQ(guess("c", *IpAddress::parse("2001:db8:0:1::2")), 0s);
}

class LongMemoryBackoff : public FailureBackoffTest {
protected:
    LongMemoryBackoff() : FailureBackoffTest(10, {0, 1s, 60s, 1000h}, {1'000'000, 1s, 1s, 1s}) {}
};

TEST_F(LongMemoryBackoff, StaysExactlyAtItsCapHoweverLongItGoesOn) {
    for (int i = 0; i < 200; ++i) {
        now += 60s;
        ASSERT_EQ(guess("ann", address(1)), 0s) << i;
    }
    EXPECT_EQ(guess("ann", address(1)), 60s);
}

class SmallBackoff : public FailureBackoffTest {
protected:
    SmallBackoff() : FailureBackoffTest(10) {}
};

TEST_F(SmallBackoff, KeepsThoseWhoGoOnGuessing) {
    for (int i = 0; i < 5; ++i) guess("ann", address(0));
    for (int i = 1; i < 1000; ++i) {
        EXPECT_EQ(guess("ann", address(0)), 1s);
        guess("user" + std::to_string(i), address(i));
        EXPECT_LE(backoff.size(), 10U);
    }
}

}  // namespace
}  // namespace marquee::http
