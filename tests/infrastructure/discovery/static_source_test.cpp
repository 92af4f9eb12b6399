#include "infrastructure/discovery/static_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/infrastructure/discovery/metric_values.h"
#include "tests/infrastructure/discovery/patience.h"

namespace marquee::discovery {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(StaticSource, KnowsWhatTheSettingSays) {
    prometheus::Registry metrics;
    const StaticSource source({{"b:2", "a:1"}}, "rating", metrics);
    EXPECT_THAT(addresses_of(source), ElementsAre("a:1", "b:2"));
    EXPECT_EQ(gauge_in(metrics, "marquee_discovery_endpoints", "rating"), 2);
    EXPECT_EQ(gauge_in(metrics, "marquee_discovery_healthy", "rating"), 1);
}

TEST(StaticSource, KnowsAnAddressOnce) {
    prometheus::Registry metrics;
    const StaticSource source({{"a:1", "a:1"}}, "rating", metrics);
    EXPECT_THAT(addresses_of(source), ElementsAre("a:1"));
}

TEST(KnownEndpoints, HaveAnotherRevisionAfterAChangeAlone) {
    prometheus::Registry metrics;
    KnownEndpoints known("rating", metrics);
    EXPECT_THAT(known.get(), IsEmpty());
    const auto empty = known.revision();
    EXPECT_TRUE(known.replace({{"a:1"}, {"b:2"}}));
    const auto first = known.revision();
    EXPECT_NE(first, empty);
    EXPECT_FALSE(known.replace({{"b:2"}, {"a:1"}}));
    EXPECT_EQ(known.revision(), first);
    EXPECT_TRUE(known.replace({{"a:1"}, {"b:2", "another instance"}}));
    EXPECT_NE(known.revision(), first);
}

}  // namespace
}  // namespace marquee::discovery
