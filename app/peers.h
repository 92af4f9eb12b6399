#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/settings/settings.h"
#include "interfaces/events/rpc_methods.h"
#include "interfaces/rpc/wire/direct_channel.h"

namespace prometheus {
class Registry;
}
namespace marquee::discovery {
class EndpointSource;
struct EtcdServer;
}  // namespace marquee::discovery
namespace marquee::rpc {
class Channel;
class PeerChannel;
struct PeerConnection;
}  // namespace marquee::rpc

namespace marquee::app {

/// What calls to other processes go over. `target` is where they are, as in peer_rating, and says
/// by which name they are known, when rpc_tls_name does not.
rpc::PeerConnection peer_connection(const Settings& settings, const std::string& target);

/// The servers of `discovery.etcd`.
std::vector<discovery::EtcdServer> etcd_servers(const Settings& settings);

/// The ways to the contexts that other processes host. Callable from any thread.
class Peers {
public:
    /// Opens no connection yet. Throws Error(invalid) when one of `asked` is neither hosted here
    /// nor to be found by a setting, and for certificates that can't be used.
    Peers(const Settings& settings, const ContextSet& asked, prometheus::Registry& metrics);
    ~Peers();
    Peers(const Peers&) = delete;
    Peers& operator=(const Peers&) = delete;

    /// Has all calls from now on made by the `rpc.*` of these settings that can be changed.
    void change(const Settings& settings);

    /// Null for a context that is hosted here, or was not asked for.
    rpc::PeerChannel* find(ContextName context) const;
    /// Throws Error(unavailable) unless an instance of that context, which find() knows, is
    /// connected.
    void require_reachable(ContextName context) const;

private:
    struct Peer;
    std::map<ContextName, std::unique_ptr<Peer>> peers_;
};

/// The way to a context in this process by messages, for `rpc.messages`: to what has its methods
/// and feeds, and outlives it. Nothing unless `wanted`.
template <class Context>
std::optional<rpc::DirectChannel> messages_to(bool wanted, Context& context) {
    if (!wanted) return std::nullopt;
    auto handlers = context.methods();
    rpc::add(handlers, events::event_methods(context.feeds()));
    return std::make_optional<rpc::DirectChannel>(std::move(handlers));
}

/// A port of `Port`s: what is in this process, or, when there is a channel, a `Remote` that asks
/// over that.
template <class Port, class Remote>
class PortChoice {
public:
    /// Both outlive it. `more` is what a Remote takes besides its channel.
    template <class... More>
    PortChoice(Port& local, rpc::Channel* channel, More&&... more) : local_(local) {
        if (channel) remote_ = std::make_unique<Remote>(*channel, std::forward<More>(more)...);
    }

    Port& get() const { return remote_ ? *remote_ : local_; }
    /// Null for what is in this process.
    Remote* remote() const { return remote_.get(); }

private:
    Port& local_;
    std::unique_ptr<Remote> remote_;
};

}  // namespace marquee::app
