#include "tests/support/echo_server.h"

#include <atomic>
#include <chrono>
#include <fstream>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <iterator>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace marquee::test {
namespace {

using google::protobuf::MethodOptions;
using google::protobuf::StringValue;

/// Made here, as no .proto file of the program has such a service.
const google::protobuf::ServiceDescriptor& service() {
    static google::protobuf::DescriptorPool pool(
        google::protobuf::DescriptorPool::generated_pool());
    static const auto* const made = [] {
        const auto& text = *StringValue::descriptor();
        google::protobuf::FileDescriptorProto file;
        file.set_name("marquee/test/echo.proto");
        file.set_package("marquee.test");
        file.set_syntax("proto3");
        file.add_dependency(text.file()->name());
        auto& echo = *file.add_service();
        echo.set_name("Echo");
        const auto add = [&](const std::string& name, MethodOptions::IdempotencyLevel level) {
            auto& method = *echo.add_method();
            method.set_name(name);
            method.set_input_type("." + text.full_name());
            method.set_output_type("." + text.full_name());
            method.mutable_options()->set_idempotency_level(level);
            method.set_server_streaming(name == "Stream");
        };
        add("Again", MethodOptions::IDEMPOTENT);
        add("Once", MethodOptions::IDEMPOTENCY_UNKNOWN);
        add("Stream", MethodOptions::NO_SIDE_EFFECTS);
        return pool.BuildFile(file)->service(0);
    }();
    return *made;
}

const rpc::Method& method(const std::string& name) {
    static std::mutex mutex;
    static std::map<std::string, rpc::Method> made;
    const std::scoped_lock lock(mutex);
    return made.try_emplace(name, *service().FindMethodByName(name)).first->second;
}

std::string text_in(const std::string& file) {
    std::ifstream input(file);
    return {std::istreambuf_iterator<char>(input), {}};
}

std::shared_ptr<grpc::ServerCredentials> credentials(
    const std::optional<EchoServer::Security>& security) {
    if (!security) return grpc::InsecureServerCredentials();
    grpc::SslServerCredentialsOptions options(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    options.pem_root_certs = text_in(security->authority_file);
    options.pem_key_cert_pairs.push_back(
        {text_in(security->key_file), text_in(security->certificate_file)});
    return grpc::SslServerCredentials(options);
}

EchoServer::Request request_in(const grpc::GenericCallbackServerContext& context,
                               grpc::ByteBuffer& bytes) {
    EchoServer::Request request;
    request.path = context.method();
    StringValue text;
    if (!grpc::SerializationTraits<StringValue>::Deserialize(&bytes, &text).ok()) {
        throw std::runtime_error("a request can't be read");
    }
    request.text = text.value();
    for (const auto& [name, value] : context.client_metadata()) {
        request.metadata.emplace(std::string(name.data(), name.size()),
                                 std::string(value.data(), value.size()));
    }
    if (context.deadline() != std::chrono::system_clock::time_point::max()) {
        request.left = std::chrono::duration_cast<std::chrono::milliseconds>(
                           context.deadline() - std::chrono::system_clock::now())
                           .count();
    }
    return request;
}

}  // namespace

const rpc::Method& echo_again() {
    return method("Again");
}
const rpc::Method& echo_once() {
    return method("Once");
}
const rpc::Method& echo_stream() {
    return method("Stream");
}

class EchoServer::Service : public grpc::CallbackGenericService {
public:
    explicit Service(Respond respond) : respond_(std::move(respond)) {}

    grpc::ServerGenericBidiReactor* CreateReactor(
        grpc::GenericCallbackServerContext* context) override {
        return new Call(*this, *context);
    }

    std::atomic<int> requests = 0;
    std::atomic<int> cancelled = 0;
    std::atomic<int> streamed = 0;

private:
    /// One call, which ends itself.
    class Call : public grpc::ServerGenericBidiReactor {
    public:
        Call(Service& service, grpc::GenericCallbackServerContext& context)
            : service_(service), context_(context) {
            StartRead(&bytes_);
        }

        void OnReadDone(bool ok) override {
            if (!ok) return end(grpc::Status(grpc::StatusCode::CANCELLED, "no request"));
            const auto request = request_in(context_, bytes_);
            if (service_.respond_) answer_ = service_.respond_(request);
            ++service_.requests;
            if (answer_.pushback) {
                context_.AddTrailingMetadata("grpc-retry-pushback-ms", *answer_.pushback);
            }
            if (answer_.hang) return;
            StringValue text;
            text.set_value(request.text);
            bool own = false;
            grpc::SerializationTraits<StringValue>::Serialize(text, &bytes_, &own);
            if (answer_.code != 0) {
                return end(grpc::Status(static_cast<grpc::StatusCode>(answer_.code),
                                        answer_.message, answer_.details));
            }
            if (request.path != echo_stream().path()) answer_.messages = 1;
            go_on();
        }

        void OnWriteDone(bool ok) override {
            if (!ok) return end(grpc::Status(grpc::StatusCode::CANCELLED, "not taken"));
            ++service_.streamed;
            go_on();
        }

        void OnCancel() override {
            ++service_.cancelled;
            end(grpc::Status(grpc::StatusCode::CANCELLED, "cancelled"));
        }

        void OnDone() override { delete this; }

    private:
        void go_on() {
            {
                const auto mutex = mutex_;
                const std::scoped_lock lock(*mutex);
                if (ended_) return;
                if (answer_.messages-- > 0) return StartWrite(&bytes_);
            }
            if (!answer_.open_end) end(grpc::Status::OK);
        }

        void end(const grpc::Status& status) {
            const auto mutex = mutex_;
            const std::scoped_lock lock(*mutex);
            if (!std::exchange(ended_, true)) Finish(status);
        }

        Service& service_;
        grpc::GenericCallbackServerContext& context_;
        grpc::ByteBuffer bytes_;
        Answer answer_;
        /// Held by pointer, as what ends a call may remove it at once.
        const std::shared_ptr<std::mutex> mutex_ = std::make_shared<std::mutex>();
        bool ended_ = false;
    };

    const Respond respond_;
};

struct EchoServer::State {
    explicit State(Respond respond) : service(std::move(respond)) {}

    Service service;
    int port = 0;
    std::unique_ptr<grpc::Server> server;
};

EchoServer::EchoServer(Respond respond, const std::optional<Security>& security)
    : state_(std::make_unique<State>(std::move(respond))) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", credentials(security), &state_->port);
    builder.RegisterCallbackGenericService(&state_->service);
    builder.SetMaxReceiveMessageSize(-1);
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 100);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    state_->server = builder.BuildAndStart();
    if (!state_->server || state_->port == 0) throw std::runtime_error("no port for a server");
}

EchoServer::~EchoServer() {
    state_->server->Shutdown(std::chrono::system_clock::now());
    state_->server->Wait();
}

int EchoServer::port() const {
    return state_->port;
}
std::string EchoServer::address() const {
    return "127.0.0.1:" + std::to_string(port());
}
int EchoServer::requests() const {
    return state_->service.requests;
}
int EchoServer::cancelled() const {
    return state_->service.cancelled;
}
int EchoServer::streamed() const {
    return state_->service.streamed;
}
void EchoServer::drain() {
    state_->server->Shutdown();
}

}  // namespace marquee::test
