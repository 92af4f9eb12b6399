#pragma once

#include <memory>
#include <string>
#include <vector>

#include "infrastructure/discovery/endpoints.h"
#include "infrastructure/rpc/instance_status.h"
#include "infrastructure/rpc/peer_options.h"
#include "interfaces/rpc/wire/channel.h"

namespace prometheus {
class Registry;
}

namespace marquee::rpc {

class Peer;
class PeerMetrics;

/// The way to a context in other processes, over gRPC. Of the peer's instances each call goes to
/// one that is connected and does well; what fails there and may be sent again goes to another one.
/// So that there is time for that, an instance gets half of what a call that may be sent again has
/// left, as long as there is another one; not to answer in that time counts against it.
///
/// Callable from any thread. Connections are kept open, and made again by a thread of its own.
class PeerChannel : public Channel {
public:
    /// `peer` is what metrics call it, such as "rating". `source` and `metrics` outlive the
    /// channel. Throws Error(invalid) when a file of the connection's can't be read.
    PeerChannel(const std::string& peer, const discovery::EndpointSource& source,
                const PeerConnection& connection, const PeerOptions& options,
                prometheus::Registry& metrics);
    /// Calls and streams have to be over.
    ~PeerChannel() override;

    /// Besides what Channel says: throws Error(unavailable) at once when no instance can be
    /// connected to, or when the peer refuses most calls, of which this is to be spared it.
    void call(const Call& call, const Method& method, const google::protobuf::Message& request,
              google::protobuf::Message& answer) override;
    /// A stream that breaks is not begun again. To begin it waits for no more than a connection.
    std::unique_ptr<AnswerStream> open(const Call& call, const Method& method,
                                       const google::protobuf::Message& request) override;

    PeerOptions options() const;
    /// For all calls from now on.
    void change(const PeerOptions& options);

    std::vector<InstanceStatus> instances() const;

private:
    const std::unique_ptr<PeerMetrics> metrics_;
    const std::unique_ptr<Peer> peer_;
};

}  // namespace marquee::rpc
