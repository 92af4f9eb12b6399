#include "bench/echo.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <grpcpp/support/byte_buffer.h>
#include <stdexcept>

namespace marquee::bench {
namespace {

const std::string kPrefix = "/bench/";

grpc::ByteBuffer buffer_of(const std::string& bytes) {
    const grpc::Slice slice(bytes);
    return grpc::ByteBuffer(&slice, 1);
}

class Echo final : public grpc::ServerGenericBidiReactor {
public:
    explicit Echo(const grpc::ByteBuffer& answer) : answer_(answer) { StartRead(&request_); }

    void OnReadDone(bool arrived) override {
        if (arrived) {
            StartWriteAndFinish(&answer_, grpc::WriteOptions(), grpc::Status::OK);
        } else {
            Finish(grpc::Status::CANCELLED);
        }
    }
    void OnDone() override { delete this; }

private:
    grpc::ByteBuffer request_;
    const grpc::ByteBuffer& answer_;
};

}  // namespace

class EchoServer::State final : public grpc::CallbackGenericService {
public:
    explicit State(const std::vector<std::string>& answers) {
        for (const auto& answer : answers) answers_.push_back(buffer_of(answer));
        grpc::ServerBuilder builder;
        builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
        builder.RegisterCallbackGenericService(this);
        server_ = builder.BuildAndStart();
        if (!server_) throw std::runtime_error("the echo server can't be started");
    }

    grpc::ServerGenericBidiReactor* CreateReactor(
        grpc::GenericCallbackServerContext* context) override {
        return new Echo(answers_.at(std::stoul(context->method().substr(kPrefix.size()))));
    }

    int port() const { return port_; }

private:
    std::vector<grpc::ByteBuffer> answers_;
    int port_ = 0;
    std::unique_ptr<grpc::Server> server_;
};

EchoServer::EchoServer(const std::vector<std::string>& answers)
    : state_(std::make_unique<State>(answers)) {}

EchoServer::~EchoServer() = default;

int EchoServer::port() const {
    return state_->port();
}

EchoClient::EchoClient(int port)
    : channel_(grpc::CreateChannel("127.0.0.1:" + std::to_string(port),
                                   grpc::InsecureChannelCredentials())) {}

std::size_t EchoClient::ask(std::size_t number, const std::string& request) const {
    const std::string path = kPrefix + std::to_string(number);
    const grpc::internal::RpcMethod method(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC);
    grpc::ClientContext context;
    grpc::ByteBuffer answer;
    const auto status = grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
        channel_.get(), method, &context, buffer_of(request), &answer);
    if (!status.ok()) throw std::runtime_error("no echo: " + status.error_message());
    return answer.Length();
}

}  // namespace marquee::bench
