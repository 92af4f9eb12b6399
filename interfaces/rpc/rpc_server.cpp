#include "interfaces/rpc/rpc_server.h"

#include <algorithm>
#include <fstream>
#include <google/protobuf/descriptor.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <iterator>
#include <map>
#include <set>
#include <thread>
#include <vector>

#include "domain/shared/error.h"
#include "interfaces/rpc/health.h"
#include "interfaces/rpc/incoming_call.h"
#include "interfaces/rpc/reflection.h"
#include "interfaces/rpc/serving.h"

namespace marquee::rpc {
namespace {

using std::chrono::milliseconds;

constexpr const char* kUnknown = "unknown";
constexpr const char* kHealth = "grpc.health.v1.Health";
constexpr const char* kWatch = "/grpc.health.v1.Health/Watch";
constexpr const char* kReflection = "grpc.reflection.v1alpha.ServerReflection";
constexpr const char* kReflect = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

/// Whoever is silent for so long is asked whether they are still there, so that the streams of a
/// machine that is lost end.
constexpr milliseconds kKeepAlive{20'000};
/// How often callers may ask the same.
constexpr milliseconds kPingsApart{100};

/// Says to whoever asks for a method that isn't served that it isn't.
class Unknown final : public grpc::ServerGenericBidiReactor {
public:
    explicit Unknown(const std::string& path) {
        Finish(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, path + " is not served here"));
    }
    void OnDone() override { delete this; }
};

std::vector<std::string> services_of(const Handlers& handlers) {
    std::set<std::string> names;
    for (const Handler& handler : handlers) {
        names.insert(handler.method.descriptor().service()->full_name());
    }
    return {names.begin(), names.end()};
}

std::vector<std::string> with_own(std::vector<std::string> services) {
    services.insert(services.end(), {kHealth, kReflection});
    return services;
}

std::string content_of(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::string content(std::istreambuf_iterator<char>(in), {});
    if (content.empty()) throw Error(ErrorCode::invalid, "can't read " + file);
    return content;
}

std::shared_ptr<grpc::ServerCredentials> credentials(const std::optional<RpcServerTls>& tls) {
    if (!tls) return grpc::InsecureServerCredentials();
    grpc::SslServerCredentialsOptions options(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    options.pem_root_certs = content_of(tls->client_ca_file);
    options.pem_key_cert_pairs.push_back(
        {content_of(tls->key_file), content_of(tls->certificate_file)});
    return grpc::SslServerCredentials(options);
}

std::string endpoint(const RpcServerOptions& options) {
    const bool bare_v6 = options.address.find(':') != std::string::npos &&
                         options.address.find('[') == std::string::npos;
    return (bare_v6 ? "[" + options.address + "]" : options.address) + ":" +
           std::to_string(options.port);
}

}  // namespace

/// The server itself, which gRPC asks what to do with a call.
class RpcServer::State final : public grpc::CallbackGenericService {
public:
    State(RpcServerOptions options, Handlers handlers, prometheus::Registry& registry);

    grpc::ServerGenericBidiReactor* CreateReactor(
        grpc::GenericCallbackServerContext* context) override;

    std::size_t drain(milliseconds grace);

    int port() const { return port_; }
    Serving& serving() { return serving_; }
    Health& health() { return health_; }

private:
    struct Served {
        rpc::Handler handler;
        LaneKind lane;
    };

    void serve(rpc::Handler handler, LaneKind lane);
    void listen();

    const RpcServerOptions options_;
    std::map<std::string, Served, std::less<>> served_;
    Health health_;
    const Reflection reflection_;
    Serving serving_;
    int port_ = 0;
    std::unique_ptr<grpc::Server> server_;
};

RpcServer::State::State(RpcServerOptions options, Handlers handlers, prometheus::Registry& registry)
    : options_(std::move(options)),
      health_(services_of(handlers)),
      reflection_(with_own(services_of(handlers))),
      serving_(options_, registry) {
    for (auto& handler : handlers) {
        const bool reserved = options_.reserved && options_.reserved(handler.method);
        serve(std::move(handler), reserved ? LaneKind::reserved : LaneKind::ordinary);
    }
    serve(health_.check(), LaneKind::reserved);
    listen();
}

void RpcServer::State::serve(rpc::Handler handler, LaneKind lane) {
    const std::string path = handler.method.path();
    served_.emplace(path, Served{std::move(handler), lane});
}

void RpcServer::State::listen() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(endpoint(options_), credentials(options_.tls), &port_);
    builder.RegisterCallbackGenericService(this);
    builder.SetMaxReceiveMessageSize(static_cast<int>(options_.max_message));
    builder.SetMaxSendMessageSize(static_cast<int>(options_.max_message));
    // Or a second server would take half of the connections.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, static_cast<int>(kKeepAlive.count()));
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                               static_cast<int>(kPingsApart.count()));
    server_ = builder.BuildAndStart();
    if (!server_ || port_ == 0) {
        throw Error(ErrorCode::unavailable,
                    "can't listen to other processes at " + endpoint(options_) +
                        (options_.tls ? ": the port is taken, or the certificate is of no use"
                                      : ": the port is taken, or the address isn't ours"));
    }
}

grpc::ServerGenericBidiReactor* RpcServer::State::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
    const std::string& path = context->method();
    const auto found = served_.find(path);
    if (found != served_.end()) {
        const auto& [handler, lane] = found->second;
        if (handler.stream) return answer_by_stream(serving_, handler, *context);
        return answer_once(serving_, lane, handler, *context);
    }
    if (path == kWatch) return watch_health(health_, serving_.draining.get_token());
    if (path == kReflect) return reflect(reflection_, serving_.draining.get_token());
    serving_.metrics.ended(kUnknown, Status::unimplemented);
    return new Unknown(path);
}

std::size_t RpcServer::State::drain(milliseconds grace) {
    if (serving_.draining.stop_requested()) return 0;
    health_.set_all(false);
    const auto farewell = std::min(options_.farewell, grace);
    serving_.grace_until = std::chrono::steady_clock::now() + grace;
    serving_.draining.request_stop();
    // gRPC drops what arrives while it shuts down, and nobody would know whether it was done.
    std::this_thread::sleep_for(farewell);
    server_->Shutdown(std::chrono::system_clock::now() + grace - farewell);
    return serving_.lost;
}

RpcServer::RpcServer(RpcServerOptions options, Handlers handlers, prometheus::Registry& registry)
    : state_(std::make_unique<State>(std::move(options), std::move(handlers), registry)) {}

RpcServer::~RpcServer() {
    drain(milliseconds(0));
}

int RpcServer::port() const {
    return state_->port();
}

void RpcServer::set_shedding(bool on, milliseconds target) {
    auto& shedding = state_->serving().shedding;
    shedding.on = on;
    shedding.target = target;
}

void RpcServer::set_serving(const std::string& service, bool serving) {
    state_->health().set(service, serving);
}

void RpcServer::withdraw() {
    state_->health().set_all(false);
}

std::size_t RpcServer::drain(milliseconds grace) {
    return state_->drain(grace);
}

}  // namespace marquee::rpc
