#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <future>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/rpc_method.h>
#include <grpcpp/support/sync_stream.h>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "prometheus/registry.h"
#include "prometheus/text_serializer.h"

#include "interfaces/rpc/rpc_server.h"
#include "rpc_probe.pb.h"
#include "tests/support/rpc_probe.h"

namespace marquee::test {

/// A client of gRPC's own, with a connection of its own.
inline std::shared_ptr<grpc::Channel> rpc_channel(
    int port,
    std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials()) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
    arguments.SetMaxReceiveMessageSize(-1);
    arguments.SetString(GRPC_SSL_TARGET_NAME_OVERRIDE_ARG, "localhost");
    return grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(port), std::move(credentials),
                                     arguments);
}

template <class Request, class Answer>
grpc::Status rpc_ask(grpc::Channel& channel, const std::string& path, const Request& request,
                     Answer& answer, grpc::ClientContext& context) {
    return grpc::internal::BlockingUnaryCall<Request, Answer>(
        &channel, grpc::internal::RpcMethod(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC),
        &context, request, &answer);
}

template <class Answer, class Request>
std::unique_ptr<grpc::ClientReader<Answer>> rpc_open(grpc::Channel& channel,
                                                     const std::string& path,
                                                     const Request& request,
                                                     grpc::ClientContext& context) {
    return std::unique_ptr<grpc::ClientReader<Answer>>(
        grpc::internal::ClientReaderFactory<Answer>::Create(
            &channel,
            grpc::internal::RpcMethod(path.c_str(), grpc::internal::RpcMethod::SERVER_STREAMING),
            &context, request));
}

/// A server with a probe, and a client.
struct ServedProbe {
    explicit ServedProbe(rpc::RpcServerOptions options = {})
        : server(std::move(options), probe.handlers(), registry),
          channel(rpc_channel(server.port())) {}

    static std::string path(const std::string& method) {
        return "/marquee.probe.v1.Probe/" + method;
    }

    grpc::Status echo(grpc::ClientContext& context, probe::v1::EchoAnswer& answer) {
        probe::v1::EchoRequest request;
        request.set_payload("hello");
        return rpc_ask(*channel, path("Echo"), request, answer, context);
    }
    /// Without an own deadline, or so many milliseconds.
    grpc::Status echo(int milliseconds = 0) {
        grpc::ClientContext context;
        limit(context, milliseconds);
        probe::v1::EchoAnswer answer;
        return echo(context, answer);
    }
    grpc::Status hold(int milliseconds = 0) {
        grpc::ClientContext context;
        limit(context, milliseconds);
        return hold(context);
    }
    grpc::Status hold(grpc::ClientContext& context) {
        probe::v1::HoldAnswer answer;
        return rpc_ask(*channel, path("Hold"), probe::v1::HoldRequest(), answer, context);
    }
    grpc::Status add() {
        grpc::ClientContext context;
        probe::v1::AddAnswer answer;
        return rpc_ask(*channel, path("Add"), probe::v1::AddRequest(), answer, context);
    }
    std::unique_ptr<grpc::ClientReader<probe::v1::CountAnswer>> count(
        const probe::v1::CountRequest& request, grpc::ClientContext& context) {
        return rpc_open<probe::v1::CountAnswer>(*channel, path("Count"), request, context);
    }
    /// A call that the probe holds.
    std::future<grpc::Status> held() {
        auto outcome = std::async(std::launch::async, [this] { return hold(); });
        probe.wait_until_held(1);
        return outcome;
    }
    std::string metrics() { return prometheus::TextSerializer().Serialize(registry.Collect()); }

    static void limit(grpc::ClientContext& context, int milliseconds) {
        if (milliseconds == 0) return;
        context.set_deadline(std::chrono::system_clock::now() +
                             std::chrono::milliseconds(milliseconds));
    }

    RpcProbe probe;
    prometheus::Registry registry;
    rpc::RpcServer server;
    std::shared_ptr<grpc::Channel> channel;
};

/// What a refused caller is told to wait; -1 when it isn't told.
inline int pushback(const grpc::ClientContext& context) {
    const auto& fields = context.GetServerTrailingMetadata();
    const auto field = fields.find("grpc-retry-pushback-ms");
    if (field == fields.end()) return -1;
    return std::stoi(std::string(field->second.data(), field->second.size()));
}

}  // namespace marquee::test
