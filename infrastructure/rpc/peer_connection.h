#pragma once

#include <memory>
#include <string>

#include "infrastructure/rpc/peer_options.h"

namespace grpc {
class Channel;
class ChannelCredentials;
}  // namespace grpc

namespace marquee::rpc {

/// By what the connections to a peer are secured, if by anything. Reads the files; throws
/// Error(invalid) when one can't be read.
std::shared_ptr<grpc::ChannelCredentials> credentials_of(const PeerSecurity& security);

/// A connection of its own to "host:port", which connects and reconnects by itself.
std::shared_ptr<grpc::Channel> connect(
    const std::string& address, const PeerConnection& options,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials);

}  // namespace marquee::rpc
