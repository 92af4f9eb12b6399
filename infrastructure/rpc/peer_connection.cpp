#include "infrastructure/rpc/peer_connection.h"

#include <climits>
#include <fstream>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>
#include <iterator>

#include "domain/shared/error.h"

namespace marquee::rpc {
namespace {

/// In bytes.
constexpr int kMaxMetadata = 1 << 20;

std::string text_in(const std::string& file) {
    std::ifstream input(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(input), {}};
    if (!input || text.empty()) throw Error(ErrorCode::invalid, "can't read " + file);
    return text;
}

int in_milliseconds(std::chrono::milliseconds time) {
    return static_cast<int>(time.count());
}

}  // namespace

std::shared_ptr<grpc::ChannelCredentials> credentials_of(const PeerSecurity& security) {
    if (security.authority_file.empty()) return grpc::InsecureChannelCredentials();
    grpc::SslCredentialsOptions pem;
    pem.pem_root_certs = text_in(security.authority_file);
    if (!security.certificate_file.empty()) {
        pem.pem_cert_chain = text_in(security.certificate_file);
        pem.pem_private_key = text_in(security.key_file);
    }
    return grpc::SslCredentials(pem);
}

std::shared_ptr<grpc::Channel> connect(
    const std::string& address, const PeerConnection& options,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, in_milliseconds(options.keepalive_interval));
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, in_milliseconds(options.keepalive_timeout));
    arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
    arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, in_milliseconds(options.connect_timeout));
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS,
                     in_milliseconds(options.first_reconnect));
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, in_milliseconds(options.longest_reconnect));
    // Connections are shared by address otherwise, so that one peer's would be another's.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    // An idle connection is there for when it is needed.
    arguments.SetInt(GRPC_ARG_CLIENT_IDLE_TIMEOUT_MS, INT_MAX);
    // Peers are never behind the proxy that the environment may name for the web.
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
    // Whoever sends too much is one of us; the limits are where requests come from.
    // An error that blames hundreds of fields travels in metadata, of which gRPC takes 8 KiB.
    arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadata);
    arguments.SetMaxReceiveMessageSize(-1);
    arguments.SetMaxSendMessageSize(-1);
    if (!options.security.name.empty()) {
        arguments.SetSslTargetNameOverride(options.security.name);
    }
    return grpc::CreateCustomChannel("dns:///" + address, credentials, arguments);
}

}  // namespace marquee::rpc
