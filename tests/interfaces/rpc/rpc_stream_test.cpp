#include <gtest/gtest.h>

#include "tests/interfaces/rpc/served_probe.h"

namespace marquee::rpc {
namespace {

namespace probe = marquee::probe::v1;
using grpc::StatusCode;
using test::ServedProbe;

TEST(RpcStream, SendsAllInOrder) {
    ServedProbe served;
    probe::CountRequest request;
    request.set_count(1000);
    grpc::ClientContext context;
    const auto reader = served.count(request, context);
    probe::CountAnswer answer;
    for (int i = 0; i < 1000; ++i) {
        ASSERT_TRUE(reader->Read(&answer));
        EXPECT_EQ(answer.number(), i);
    }
    EXPECT_FALSE(reader->Read(&answer));
    EXPECT_TRUE(reader->Finish().ok());
}

TEST(RpcStream, EndsWithTheErrorOfItsHandler) {
    ServedProbe served;
    probe::CountRequest request;
    request.set_count(2);
    request.set_code("not_found");
    grpc::ClientContext context;
    const auto reader = served.count(request, context);
    probe::CountAnswer answer;
    EXPECT_TRUE(reader->Read(&answer));
    EXPECT_TRUE(reader->Read(&answer));
    EXPECT_FALSE(reader->Read(&answer));
    EXPECT_EQ(reader->Finish().error_code(), StatusCode::NOT_FOUND);
}

TEST(RpcStream, IsNotFarAheadOfItsReader) {
    ServedProbe served;
    probe::CountRequest request;
    request.set_padding(100'000);
    grpc::ClientContext context;
    const auto reader = served.count(request, context);
    probe::CountAnswer answer;
    ASSERT_TRUE(reader->Read(&answer));
    // Without an end of it, it would never stand still.
    std::int64_t before = -1;
    for (int i = 0; i < 100 && before != served.probe.sent(); ++i) {
        before = served.probe.sent();
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    EXPECT_EQ(before, served.probe.sent());
    EXPECT_LT(before, 200);
    for (int i = 0; i < 500; ++i) ASSERT_TRUE(reader->Read(&answer));
    EXPECT_EQ(answer.number(), 500);
    context.TryCancel();
    reader->Finish();
    EXPECT_TRUE(served.probe.wait_until_over(1));
}

TEST(RpcStream, EndsWhenItsReaderGoes) {
    ServedProbe served;
    probe::CountRequest request;
    request.set_count(1);
    request.set_linger(true);
    grpc::ClientContext context;
    const auto reader = served.count(request, context);
    probe::CountAnswer answer;
    ASSERT_TRUE(reader->Read(&answer));
    context.TryCancel();
    EXPECT_EQ(reader->Finish().error_code(), StatusCode::CANCELLED);
    EXPECT_TRUE(served.probe.wait_until_over(1));
}

TEST(RpcStream, IsRefusedWhenThereAreTooMany) {
    RpcServerOptions options;
    options.streams = 1;
    ServedProbe served(options);
    probe::CountRequest request;
    request.set_count(1);
    request.set_linger(true);
    grpc::ClientContext context;
    const auto reader = served.count(request, context);
    probe::CountAnswer answer;
    ASSERT_TRUE(reader->Read(&answer));

    grpc::ClientContext refused_context;
    const auto refused = served.count(request, refused_context);
    EXPECT_FALSE(refused->Read(&answer));
    EXPECT_EQ(refused->Finish().error_code(), StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_GT(test::pushback(refused_context), 0);
    EXPECT_TRUE(served.echo().ok());
    EXPECT_NE(served.metrics().find("marquee_rpc_server_streams_open 1\n"), std::string::npos);

    context.TryCancel();
    reader->Finish();
    ASSERT_TRUE(served.probe.wait_until_over(1));
    for (int i = 0; i < 1000; ++i) {
        grpc::ClientContext again;
        ServedProbe::limit(again, 10'000);
        const auto taken = served.count(request, again);
        if (taken->Read(&answer)) return;
        taken->Finish();
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    FAIL() << "the place of a stream that ended stays taken";
}

}  // namespace
}  // namespace marquee::rpc
