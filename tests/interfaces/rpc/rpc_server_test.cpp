#include "interfaces/rpc/rpc_server.h"

#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <sstream>

#include "domain/shared/error.h"
#include "google/rpc/status.pb.h"
#include "interfaces/rpc/wire/call_metadata.h"
#include "marquee/v1/shared.pb.h"
#include "tests/interfaces/rpc/served_probe.h"
#include "tests/support/thrown.h"

namespace marquee::rpc {
namespace {

namespace probe = marquee::probe::v1;
using grpc::StatusCode;
using test::ServedProbe;

TEST(RpcServer, TellsHandlersWhatCameBesideTheRequest) {
    ServedProbe served;
    Call call;
    call.request_id = "r-1";
    call.trace_parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    call.caller = Caller::of_account("a-1", Role::editor, {});
    grpc::ClientContext context;
    for (const auto& [name, value] : metadata_of(call)) context.AddMetadata(name, value);
    probe::EchoAnswer answer;
    const auto status = served.echo(context, answer);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(answer.payload(), "hello");
    EXPECT_EQ(answer.request_id(), call.request_id);
    EXPECT_EQ(answer.trace_parent(), call.trace_parent);
    EXPECT_EQ(answer.caller(), "account");
    EXPECT_EQ(answer.account_id(), "a-1");
}

TEST(RpcServer, TellsErrorsWithTheirFields) {
    ServedProbe served;
    probe::FailRequest request;
    request.set_code("precondition_failed");
    request.set_message("größer geht nicht");
    auto& field = *request.add_fields();
    field.set_field("cast[3].name");
    field.set_message("is too long");
    probe::FailAnswer answer;
    grpc::ClientContext context;
    const auto status =
        test::rpc_ask(*served.channel, ServedProbe::path("Fail"), request, answer, context);
    EXPECT_EQ(status.error_code(), StatusCode::FAILED_PRECONDITION);
    EXPECT_EQ(status.error_message(), "größer geht nicht");
    google::rpc::Status outer;
    ASSERT_TRUE(outer.ParseFromString(status.error_details()));
    v1::Error details;
    ASSERT_TRUE(outer.details_size() == 1 && outer.details(0).UnpackTo(&details));
    EXPECT_EQ(details.code(), "precondition_failed");
    ASSERT_EQ(details.fields_size(), 1);
    EXPECT_EQ(details.fields(0).field(), "cast[3].name");
    EXPECT_EQ(details.fields(0).message(), "is too long");
}

TEST(RpcServer, LogsWhatIsNoErrorAndAnswersBlandly) {
    std::ostringstream log;
    const auto before = spdlog::default_logger();
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(
        "", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)));
    grpc::Status status;
    {
        ServedProbe served;
        probe::FailRequest request;
        request.set_message("the secret is 42");
        probe::FailAnswer answer;
        grpc::ClientContext context;
        context.AddMetadata("x-request-id", "r-7");
        status =
            test::rpc_ask(*served.channel, ServedProbe::path("Fail"), request, answer, context);
    }
    spdlog::set_default_logger(before);
    EXPECT_EQ(status.error_code(), StatusCode::INTERNAL);
    EXPECT_EQ(status.error_message().find("42"), std::string::npos);
    EXPECT_EQ(status.error_details().find("42"), std::string::npos);
    EXPECT_NE(log.str().find("the secret is 42"), std::string::npos);
    EXPECT_NE(log.str().find("r-7"), std::string::npos);
    EXPECT_NE(log.str().find(ServedProbe::path("Fail")), std::string::npos);
}

TEST(RpcServer, TellsHandlersHowMuchTimeIsLeft) {
    RpcServerOptions options;
    options.request_timeout = std::chrono::seconds(1000);
    ServedProbe served(options);
    grpc::ClientContext context;
    ServedProbe::limit(context, 100'000);
    probe::EchoAnswer answer;
    ASSERT_TRUE(served.echo(context, answer).ok());
    // gRPC rounds up, to seconds at most.
    EXPECT_LE(answer.milliseconds_left(), 101'000);
    EXPECT_GT(answer.milliseconds_left(), 50'000);
    grpc::ClientContext without;
    ASSERT_TRUE(served.echo(without, answer).ok());
    EXPECT_LE(answer.milliseconds_left(), 1'000'000);
    EXPECT_GT(answer.milliseconds_left(), 500'000);
}

TEST(RpcServer, TellsHandlersThatNobodyWaitsAnyMore) {
    ServedProbe served;
    grpc::ClientContext context;
    auto outcome = std::async(std::launch::async, [&] { return served.hold(context); });
    ASSERT_TRUE(served.probe.wait_until_held(1));
    context.TryCancel();
    EXPECT_EQ(outcome.get().error_code(), StatusCode::CANCELLED);
    EXPECT_TRUE(served.probe.wait_until_over(1));
}

TEST(RpcServer, TellsHandlersThatTheTimeIsOver) {
    ServedProbe served;
    served.hold(50);
    EXPECT_TRUE(served.probe.wait_until_over(1));
}

TEST(RpcServer, RefusesWhatItCannotRead) {
    ServedProbe served;
    grpc::ClientContext context;
    context.AddMetadata("marquee-caller-bin", "\xff\xff\xff");
    probe::EchoAnswer answer;
    EXPECT_EQ(served.echo(context, answer).error_code(), StatusCode::INVALID_ARGUMENT);

    const grpc::Slice truncated("\x0a\x7f", 2);
    const grpc::ByteBuffer request(&truncated, 1);
    grpc::ByteBuffer ignored;
    grpc::ClientContext another;
    const auto status =
        test::rpc_ask(*served.channel, ServedProbe::path("Echo"), request, ignored, another);
    EXPECT_EQ(status.error_code(), StatusCode::INTERNAL);
    EXPECT_EQ(status.error_message(), "the request can't be read");
    EXPECT_EQ(served.probe.begun(), 0);
}

TEST(RpcServer, KnowsOnlyTheMethodsOfItsTable) {
    ServedProbe served;
    for (const char* path : {"/marquee.probe.v1.Probe/Sing", "/", "/grpc.health.v1.Health/Chck"}) {
        probe::EchoAnswer answer;
        grpc::ClientContext context;
        const auto status =
            test::rpc_ask(*served.channel, path, probe::EchoRequest(), answer, context);
        EXPECT_EQ(status.error_code(), StatusCode::UNIMPLEMENTED) << path;
    }
}

TEST(RpcServer, RefusesHugeMessages) {
    ServedProbe served;
    probe::EchoRequest request;
    request.set_payload(std::string(100'000'000, 'x'));
    probe::EchoAnswer answer;
    grpc::ClientContext context;
    const auto status =
        test::rpc_ask(*served.channel, ServedProbe::path("Echo"), request, answer, context);
    EXPECT_EQ(status.error_code(), StatusCode::RESOURCE_EXHAUSTED) << status.error_message();
    EXPECT_EQ(served.probe.begun(), 0);
    EXPECT_TRUE(served.echo().ok());
}

TEST(RpcServer, TakesLargeMessages) {
    ServedProbe served;
    probe::EchoRequest request;
    request.set_payload(std::string(10'000'000, 'x'));
    request.set_padding(20'000'000);
    probe::EchoAnswer answer;
    grpc::ClientContext context;
    const auto status =
        test::rpc_ask(*served.channel, ServedProbe::path("Echo"), request, answer, context);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(answer.payload(), request.payload());
    EXPECT_EQ(answer.padding().size(), 20'000'000U);
}

TEST(RpcServer, DoesNotSendHugeAnswers) {
    RpcServerOptions options;
    options.max_message = 100'000;
    ServedProbe served(options);
    probe::EchoRequest request;
    request.set_padding(100'000);
    probe::EchoAnswer answer;
    grpc::ClientContext context;
    const auto status =
        test::rpc_ask(*served.channel, ServedProbe::path("Echo"), request, answer, context);
    EXPECT_EQ(status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_TRUE(served.echo().ok());
}

TEST(RpcServer, SurvivesGarbage) {
    ServedProbe served;
    const Poco::Net::SocketAddress address("127.0.0.1",
                                           static_cast<Poco::UInt16>(served.server.port()));
    const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    const std::string garbage(100'000, '\x9c');
    for (const std::string& bytes :
         {garbage, preface + garbage, std::string("GET / HTTP/1.1\r\n"), preface.substr(0, 10)}) {
        Poco::Net::StreamSocket socket(address);
        try {
            socket.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
        } catch (const Poco::Exception&) {
            // It has hung up meanwhile, as it should.
            continue;
        }
    }
    EXPECT_TRUE(served.echo().ok());
}

TEST(RpcServer, SaysWhenItCannotHaveThePort) {
    ServedProbe served;
    RpcServerOptions options;
    options.port = served.server.port();
    prometheus::Registry registry;
    EXPECT_EQ(code_of([&] { RpcServer(options, {}, registry); }), ErrorCode::unavailable);
    EXPECT_EQ(served.echo().error_message(), "");
}

TEST(RpcServer, CountsItsCalls) {
    ServedProbe served;
    ASSERT_TRUE(served.echo().ok());
    ASSERT_TRUE(served.echo().ok());
    probe::EchoAnswer answer;
    grpc::ClientContext context;
    test::rpc_ask(*served.channel, "/no.Such/Thing", probe::EchoRequest(), answer, context);
    served.server.drain(std::chrono::seconds(10));
    const std::string text = served.metrics();
    const auto has = [&](const std::string& line) {
        return text.find("\nmarquee_rpc_server_" + line + "\n") != std::string::npos;
    };
    EXPECT_TRUE(has(R"(calls_total{code="ok",method="/marquee.probe.v1.Probe/Echo"} 2)")) << text;
    EXPECT_TRUE(has(R"(calls_total{code="unimplemented",method="unknown"} 1)"));
    EXPECT_TRUE(has(R"(call_duration_seconds_count{method="/marquee.probe.v1.Probe/Echo"} 2)"));
    EXPECT_TRUE(has(R"(queue_wait_seconds_count{lane="ordinary"} 2)"));
    EXPECT_TRUE(has(R"(queue_wait_seconds_count{lane="reserved"} 0)"));
    EXPECT_TRUE(has("calls_in_flight 0"));
    EXPECT_TRUE(has(R"(shed_total{reason="queue_wait"} 0)"));
}

}  // namespace
}  // namespace marquee::rpc
