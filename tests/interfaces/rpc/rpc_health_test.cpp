#include <gtest/gtest.h>

#include "grpc/health/v1/health.pb.h"
#include "tests/interfaces/rpc/served_probe.h"

namespace marquee::rpc {
namespace {

using grpc::StatusCode;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using test::ServedProbe;

const std::string kProbe = "marquee.probe.v1.Probe";

HealthCheckRequest about(const std::string& service) {
    HealthCheckRequest request;
    request.set_service(service);
    return request;
}

grpc::Status check(ServedProbe& served, const std::string& service, HealthCheckResponse& response) {
    grpc::ClientContext context;
    return test::rpc_ask(*served.channel, "/grpc.health.v1.Health/Check", about(service), response,
                         context);
}

TEST(RpcHealth, IsToldForEachService) {
    ServedProbe served;
    HealthCheckResponse response;
    for (const std::string& service : {std::string(), kProbe}) {
        ASSERT_TRUE(check(served, service, response).ok());
        EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
    }
    served.server.set_serving(kProbe, false);
    ASSERT_TRUE(check(served, kProbe, response).ok());
    EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
    ASSERT_TRUE(check(served, "", response).ok());
    EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
    EXPECT_EQ(check(served, "no.such.Service", response).error_code(), StatusCode::NOT_FOUND);
}

TEST(RpcHealth, IsToldToWatchersWhenItChanges) {
    ServedProbe served;
    grpc::ClientContext context;
    const auto watch = test::rpc_open<HealthCheckResponse>(
        *served.channel, "/grpc.health.v1.Health/Watch", about(kProbe), context);
    grpc::ClientContext other_context;
    const auto other = test::rpc_open<HealthCheckResponse>(
        *served.channel, "/grpc.health.v1.Health/Watch", about("no.such.Service"), other_context);
    HealthCheckResponse response;
    ASSERT_TRUE(other->Read(&response));
    EXPECT_EQ(response.status(), HealthCheckResponse::SERVICE_UNKNOWN);
    ASSERT_TRUE(watch->Read(&response));
    EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
    served.server.set_serving("", false);
    served.server.set_serving(kProbe, false);
    ASSERT_TRUE(watch->Read(&response));
    EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
    served.server.set_serving(kProbe, true);
    ASSERT_TRUE(watch->Read(&response));
    EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
    context.TryCancel();
    EXPECT_EQ(watch->Finish().error_code(), StatusCode::CANCELLED);
    served.server.set_serving(kProbe, false);
    EXPECT_TRUE(served.echo().ok());
}

}  // namespace
}  // namespace marquee::rpc
