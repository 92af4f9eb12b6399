#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/http_client.h"
#include "tests/support/running_server.h"

namespace marquee::app {
namespace {

using test::HttpClient;
using test::RunningServer;

/// One read a minute for everybody, whatever machine they are on.
void limit_reads(Settings& settings) {
    settings.limits_read = {1, std::chrono::seconds(60), 1};
    settings.limits_exempt = {};
}

TEST(Limits, AreOffForThisMachineUnlessTheSettingsSayOtherwise) {
    const RunningServer running([](Settings& settings) {
        settings.limits_read = {1, std::chrono::seconds(60), 1};
    });
    const HttpClient client(running.port());
    for (int i = 0; i < 3; ++i) {
        const auto reply = client.get("/v1/movies/none");
        EXPECT_EQ(reply.status, 404);
        EXPECT_EQ(reply.header("RateLimit"), std::nullopt);
    }
    // But not for those who come through a proxy that nobody trusts.
    const test::HttpFields by_proxy{{"X-Forwarded-For", "192.0.2.1"}};
    EXPECT_EQ(client.get("/v1/movies/none", by_proxy).status, 404);
    EXPECT_EQ(client.get("/v1/movies/none", by_proxy).status, 429);
}

TEST(Limits, HoldAtTheServerAndTellWhenToComeBack) {
    const RunningServer running(limit_reads);
    const HttpClient client(running.port());
    const auto first = client.get("/v1/movies/none");
    EXPECT_EQ(first.status, 404);
    EXPECT_EQ(first.header("RateLimit-Policy"), "\"read\";q=1;w=60");
    EXPECT_EQ(first.header("RateLimit"), "\"read\";r=0;t=60");
    const auto second = client.get("/v1/metadata/none");
    EXPECT_EQ(second.status, 429);
    EXPECT_THAT(second.header("Retry-After"), testing::AnyOf("59", "60"));
    // The list itself may not be there yet.
    EXPECT_NE(client.get("/v1/movies").status, 429);
    EXPECT_EQ(client.get("/healthz").status, 200);
    EXPECT_EQ(client.get("/metrics").status, 200);
}

TEST(Limits, GoByTheClientBehindATrustedProxy) {
    const RunningServer running([](Settings& settings) {
        limit_reads(settings);
        settings.http_trusted_proxies = *http::AddressRanges::parse("127.0.0.0/8");
    });
    const HttpClient client(running.port());
    const auto status_for = [&](const std::string& forwarded) {
        return client.get("/v1/movies/none", {{"X-Forwarded-For", forwarded}}).status;
    };
    EXPECT_EQ(status_for("192.0.2.1"), 404);
    EXPECT_EQ(status_for("192.0.2.2"), 404);
    EXPECT_EQ(status_for("198.51.100.7, 192.0.2.2"), 429);
    EXPECT_EQ(status_for("2001:db8::1"), 404);
    EXPECT_EQ(status_for("2001:db8::2"), 429);
}

}  // namespace
}  // namespace marquee::app
