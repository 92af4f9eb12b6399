#include <gtest/gtest.h>

#include "grpc/health/v1/health.pb.h"
#include "tests/interfaces/rpc/served_probe.h"

namespace marquee::rpc {
namespace {

using grpc::StatusCode;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::ServedProbe;

TEST(RpcDrain, SaysSoAndLetsCallsEnd) {
    ServedProbe served;
    grpc::ClientContext context;
    const auto watch = test::rpc_open<HealthCheckResponse>(
        *served.channel, "/grpc.health.v1.Health/Watch", HealthCheckRequest(), context);
    HealthCheckResponse response;
    ASSERT_TRUE(watch->Read(&response));
    EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
    auto working = served.held();
    auto lost = std::async(std::launch::async, [&] { return served.server.drain(seconds(20)); });
    ASSERT_TRUE(watch->Read(&response));
    EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
    EXPECT_FALSE(watch->Read(&response));
    EXPECT_EQ(watch->Finish().error_code(), StatusCode::UNAVAILABLE);
    served.probe.let_go();
    EXPECT_TRUE(working.get().ok());
    EXPECT_EQ(lost.get(), 0U);
    EXPECT_EQ(served.server.drain(seconds(20)), 0U);

    const auto late = test::rpc_channel(served.server.port());
    marquee::probe::v1::EchoAnswer answer;
    grpc::ClientContext another;
    EXPECT_EQ(test::rpc_ask(*late, ServedProbe::path("Echo"), marquee::probe::v1::EchoRequest(),
                            answer, another)
                  .error_code(),
              StatusCode::UNAVAILABLE);
}

TEST(RpcDrain, TurnsNewCallsAwayAndSaysThatNothingWasDone) {
    RpcServerOptions options;
    options.farewell = seconds(2);
    ServedProbe served(options);
    ASSERT_TRUE(served.echo().ok());
    auto lost = std::async(std::launch::async, [&] { return served.server.drain(seconds(20)); });
    int answered = 1;
    while (true) {
        grpc::ClientContext context;
        marquee::probe::v1::EchoAnswer answer;
        const auto status = served.echo(context, answer);
        if (status.ok()) {
            ++answered;
            continue;
        }
        EXPECT_EQ(status.error_code(), StatusCode::UNAVAILABLE);
        EXPECT_EQ(test::pushback(context), 0);
        break;
    }
    EXPECT_EQ(served.probe.begun(), answered);
    grpc::ClientContext context;
    marquee::probe::v1::CountRequest request;
    request.set_count(1);
    const auto reader = served.count(request, context);
    marquee::probe::v1::CountAnswer counted;
    EXPECT_FALSE(reader->Read(&counted));
    EXPECT_EQ(reader->Finish().error_code(), StatusCode::UNAVAILABLE);
    EXPECT_EQ(test::pushback(context), 0);
    EXPECT_EQ(lost.get(), 0U);
}

TEST(RpcDrain, CancelsWhatIsLeftAfterTheGrace) {
    ServedProbe served;
    auto working = served.held();
    EXPECT_EQ(served.server.drain(milliseconds(50)), 1U);
    EXPECT_FALSE(working.get().ok());
    EXPECT_EQ(served.probe.over(), 1);
}

TEST(RpcDrain, EndsStreamsWithoutWaiting) {
    ServedProbe served;
    marquee::probe::v1::CountRequest request;
    request.set_count(1);
    request.set_linger(true);
    grpc::ClientContext context;
    const auto reader = served.count(request, context);
    marquee::probe::v1::CountAnswer answer;
    ASSERT_TRUE(reader->Read(&answer));
    auto lost = std::async(std::launch::async, [&] { return served.server.drain(seconds(60)); });
    EXPECT_FALSE(reader->Read(&answer));
    EXPECT_EQ(reader->Finish().error_code(), StatusCode::UNAVAILABLE);
    EXPECT_EQ(lost.get(), 0U);
}

TEST(RpcDrain, IsDoneByTheDestructorWithCallsAndStuckStreamsInFlight) {
    std::future<grpc::Status> working;
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReader<marquee::probe::v1::CountAnswer>> reader;
    std::shared_ptr<grpc::Channel> channel;
    {
        ServedProbe served;
        channel = served.channel;
        marquee::probe::v1::CountRequest request;
        request.set_padding(100'000);
        reader = served.count(request, context);
        working = std::async(std::launch::async, [channel] {
            marquee::probe::v1::HoldAnswer answer;
            grpc::ClientContext held;
            return test::rpc_ask(*channel, ServedProbe::path("Hold"),
                                 marquee::probe::v1::HoldRequest(), answer, held);
        });
        ASSERT_TRUE(served.probe.wait_until_held(1));
    }
    EXPECT_FALSE(working.get().ok());
    marquee::probe::v1::CountAnswer answer;
    while (reader->Read(&answer)) continue;
    EXPECT_FALSE(reader->Finish().ok());
}

}  // namespace
}  // namespace marquee::rpc
