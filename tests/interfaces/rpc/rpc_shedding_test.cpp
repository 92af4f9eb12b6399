#include <array>
#include <gtest/gtest.h>
#include <thread>

#include "grpc/health/v1/health.pb.h"
#include "tests/interfaces/rpc/served_probe.h"

namespace marquee::rpc {
namespace {

using grpc::StatusCode;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using test::ServedProbe;

constexpr std::chrono::milliseconds kTarget{2};

RpcServerOptions one_worker() {
    RpcServerOptions options;
    options.workers = 1;
    options.shedding = false;
    return options;
}

TEST(RpcShedding, RefusesAtOnceWhatDoesNotFitIntoTheQueue) {
    auto options = one_worker();
    options.queue = 1;
    ServedProbe served(options);
    auto working = served.held();
    // One of the two waits, whichever comes first.
    std::array<grpc::ClientContext, 2> contexts;
    std::array<std::future<grpc::Status>, 2> outcomes;
    for (std::size_t i = 0; i < 2; ++i) {
        outcomes[i] = std::async(
            std::launch::async, [&served, &context = contexts[i]] { return served.hold(context); });
    }
    std::size_t refused = 0;
    while (outcomes[refused].wait_for(std::chrono::milliseconds(1)) != std::future_status::ready) {
        refused = 1 - refused;
    }
    EXPECT_EQ(outcomes[refused].get().error_code(), StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_GT(test::pushback(contexts[refused]), 0);
    served.probe.let_go();
    EXPECT_TRUE(working.get().ok());
    EXPECT_TRUE(outcomes[1 - refused].get().ok());
    EXPECT_EQ(served.probe.begun(), 2);
    EXPECT_NE(served.metrics().find("marquee_rpc_server_shed_total{reason=\"queue_full\"} 1\n"),
              std::string::npos);
}

/// Asks until the server refuses, each time for a moment only.
bool refuses(ServedProbe& served) {
    for (int i = 0; i < 200; ++i) {
        grpc::ClientContext context;
        ServedProbe::limit(context, 50);
        marquee::probe::v1::EchoAnswer answer;
        const auto status = served.echo(context, answer);
        if (status.error_code() == StatusCode::RESOURCE_EXHAUSTED) {
            return test::pushback(context) > 0;
        }
    }
    return false;
}

TEST(RpcShedding, RefusesWhileTheQueueStandsAndStillAnswersWhatIsReserved) {
    auto options = one_worker();
    options.shedding = true;
    options.shed_target = kTarget;
    options.shed_interval = std::chrono::milliseconds(2);
    options.reserved = [](const Method& method) { return method.descriptor().name() == "Add"; };
    ServedProbe served(options);
    auto working = served.held();
    EXPECT_TRUE(refuses(served));

    EXPECT_TRUE(served.add().ok());
    HealthCheckResponse response;
    grpc::ClientContext context;
    ASSERT_TRUE(test::rpc_ask(*served.channel, "/grpc.health.v1.Health/Check", HealthCheckRequest(),
                              response, context)
                    .ok());
    EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);

    served.server.set_shedding(false, kTarget);
    EXPECT_EQ(served.echo(50).error_code(), StatusCode::DEADLINE_EXCEEDED);
    served.server.set_shedding(true, std::chrono::hours(1));
    EXPECT_EQ(served.echo(50).error_code(), StatusCode::DEADLINE_EXCEEDED);
    served.server.set_shedding(true, kTarget);
    EXPECT_TRUE(refuses(served));

    served.probe.let_go();
    EXPECT_TRUE(working.get().ok());
    for (int i = 0; i < 1000 && !served.echo().ok(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_TRUE(served.echo().ok());
    EXPECT_EQ(served.metrics().find("marquee_rpc_server_shed_total{reason=\"queue_wait\"} 0\n"),
              std::string::npos);
}

TEST(RpcShedding, DoesNotRunWhatHasExpiredInTheQueue) {
    ServedProbe served(one_worker());
    auto working = served.held();
    EXPECT_EQ(served.echo(50).error_code(), StatusCode::DEADLINE_EXCEEDED);
    // The server's clock for it began when it arrived there.
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    served.probe.let_go();
    EXPECT_TRUE(working.get().ok());
    EXPECT_TRUE(served.echo().ok());
    EXPECT_EQ(served.probe.begun(), 2);
}

}  // namespace
}  // namespace marquee::rpc
