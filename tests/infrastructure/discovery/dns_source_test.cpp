#include "infrastructure/discovery/dns_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/registry.h>

#include "domain/shared/error.h"
#include "tests/infrastructure/discovery/captured_log.h"
#include "tests/infrastructure/discovery/metric_values.h"
#include "tests/infrastructure/discovery/patience.h"
#include "tests/support/thrown.h"

namespace marquee::discovery {
namespace {

using testing::IsEmpty;

/// A DNS whose answers the test decides.
class Dns {
public:
    /// What it answers from now on; it fails when there is nothing.
    void set(std::vector<std::string> addresses) {
        const std::lock_guard lock(mutex_);
        addresses_ = std::move(addresses);
        asked_ = 0;
    }
    /// How often it was asked since then.
    int asked() const {
        const std::lock_guard lock(mutex_);
        return asked_;
    }
    Resolver resolver() {
        return [this](const std::string& host) {
            const std::lock_guard lock(mutex_);
            ++asked_;
            if (addresses_.empty() || host != "rating.test") {
                throw Error(ErrorCode::unavailable, "nobody knows " + host);
            }
            return addresses_;
        };
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> addresses_;
    int asked_ = 0;
};

/// Never without being asked for.
constexpr DnsTimes kSeldom{std::chrono::hours(1), std::chrono::hours(1),
                           std::chrono::milliseconds(1)};
constexpr DnsTimes kOften{std::chrono::milliseconds(5), std::chrono::milliseconds(5),
                          std::chrono::milliseconds(1)};

class DnsSourceTest : public testing::Test {
protected:
    std::unique_ptr<DnsSource> source(const DnsTimes& times) {
        return std::make_unique<DnsSource>(DnsTarget{"rating.test", 7001}, "rating", metrics_,
                                           dns_.resolver(), system_random, times);
    }

    Dns dns_;
    prometheus::Registry metrics_;
};

TEST_F(DnsSourceTest, KnowsAllAddressesOfTheName) {
    dns_.set({"10.0.0.2", "10.0.0.1", "2001:db8::1"});
    const auto source = this->source(kSeldom);
    EXPECT_TRUE(comes_to_know(*source, {"10.0.0.1:7001", "10.0.0.2:7001", "[2001:db8::1]:7001"}));
    EXPECT_TRUE(
        comes_true([&] { return gauge_in(metrics_, "marquee_discovery_healthy", "rating") == 1; }));
}

TEST_F(DnsSourceTest, LooksTheNameUpAgain) {
    dns_.set({"10.0.0.1"});
    const auto source = this->source(kOften);
    ASSERT_TRUE(comes_to_know(*source, {"10.0.0.1:7001"}));
    dns_.set({"10.0.0.2"});
    EXPECT_TRUE(comes_to_know(*source, {"10.0.0.2:7001"}));
}

TEST_F(DnsSourceTest, LooksTheNameUpAgainWhenItIsToldTo) {
    dns_.set({"10.0.0.1"});
    const auto source = this->source(kSeldom);
    ASSERT_TRUE(comes_to_know(*source, {"10.0.0.1:7001"}));
    dns_.set({"10.0.0.2"});
    source->refresh();
    EXPECT_TRUE(comes_to_know(*source, {"10.0.0.2:7001"}));
}

TEST_F(DnsSourceTest, LooksTheNameUpOncePerPauseHoweverOftenItIsToldTo) {
    dns_.set({"10.0.0.1"});
    {
        const auto source =
            this->source({std::chrono::hours(1), std::chrono::hours(1), std::chrono::hours(1)});
        ASSERT_TRUE(comes_to_know(*source, {"10.0.0.1:7001"}));
        for (int i = 0; i < 1'000; ++i) source->refresh();
    }
    EXPECT_EQ(dns_.asked(), 1);
}

TEST_F(DnsSourceTest, KeepsWhatItKnowsWhileTheNameCannotBeLookedUp) {
    const CapturedLog log;
    dns_.set({"10.0.0.1"});
    const auto source = this->source(kOften);
    ASSERT_TRUE(comes_to_know(*source, {"10.0.0.1:7001"}));
    dns_.set({});
    ASSERT_TRUE(comes_true([&] { return dns_.asked() > 3; }));
    EXPECT_EQ(addresses_of(*source), std::vector<std::string>{"10.0.0.1:7001"});
    EXPECT_EQ(gauge_in(metrics_, "marquee_discovery_healthy", "rating"), 0);
    EXPECT_EQ(log.count("can't look up rating.test"), 1u);
    dns_.set({"10.0.0.2"});
    ASSERT_TRUE(comes_to_know(*source, {"10.0.0.2:7001"}));
    EXPECT_TRUE(comes_true([&] { return log.count("can be looked up again") == 1; }));
}

TEST_F(DnsSourceTest, KnowsNoneUntilTheNameCanBeLookedUp) {
    const auto source = this->source(kOften);
    ASSERT_TRUE(comes_true([&] { return dns_.asked() > 3; }));
    EXPECT_THAT(source->endpoints(), IsEmpty());
    dns_.set({"10.0.0.1"});
    EXPECT_TRUE(comes_to_know(*source, {"10.0.0.1:7001"}));
}

TEST_F(DnsSourceTest, ChangesNothingWhenTheOrderChanges) {
    dns_.set({"10.0.0.1", "10.0.0.2"});
    const auto source = this->source(kOften);
    ASSERT_TRUE(comes_to_know(*source, {"10.0.0.1:7001", "10.0.0.2:7001"}));
    const auto revision = source->revision();
    dns_.set({"10.0.0.2", "10.0.0.1"});
    ASSERT_TRUE(comes_true([&] { return dns_.asked() > 3; }));
    EXPECT_EQ(source->revision(), revision);
}

/// A resolver that answers when the test has ended, at the latest.
class Hanging {
public:
    ~Hanging() { release_.request_stop(); }

    Resolver resolver() {
        return [called = called_, stop = release_.get_token()](const std::string&) {
            *called = true;
            pause(std::chrono::hours(1), stop);
            return std::vector<std::string>{"10.0.0.1"};
        };
    }
    bool called() const { return *called_; }

private:
    std::shared_ptr<std::atomic<bool>> called_ = std::make_shared<std::atomic<bool>>(false);
    std::stop_source release_;
};

TEST_F(DnsSourceTest, EndsWhileTheResolverHangs) {
    Hanging hanging;
    {
        const DnsSource source({"rating.test", 7001}, "rating", metrics_, hanging.resolver());
        ASSERT_TRUE(comes_true([&] { return hanging.called(); }));
    }
    // To come here is what the test is about: the resolver still hangs.
}

TEST(Resolver, IsNotWaitedForBeyondTheDeadline) {
    Hanging hanging;
    const auto soon = std::chrono::steady_clock::now() + std::chrono::milliseconds(1);
    EXPECT_EQ(code_of([&] { resolve_by(soon, {}, hanging.resolver(), "a"); }),
              ErrorCode::deadline_exceeded);
}

TEST(Resolver, KnowsThisMachine) {
    EXPECT_THAT(system_resolver("localhost"), testing::Contains("127.0.0.1"));
}

TEST(Resolver, SaysWhichNameItDoesNotKnow) {
    const auto error = error_of([] { system_resolver("no-such-host.invalid"); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::unavailable);
    EXPECT_THAT(error->what(), testing::HasSubstr("no-such-host.invalid"));
}

}  // namespace
}  // namespace marquee::discovery
