#include "app/peers.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "domain/shared/error.h"
#include "infrastructure/discovery/sources.h"
#include "infrastructure/rpc/peer_channel.h"

namespace marquee::app {
namespace {

const std::string& target_of(const Settings& settings, ContextName context) {
    switch (context) {
        case ContextName::metadata:
            return settings.peer_metadata;
        case ContextName::rating:
            return settings.peer_rating;
        case ContextName::identity:
            return settings.peer_identity;
        case ContextName::movie:
            break;
    }
    throw std::logic_error("a context that nobody asks");
}

/// Empty for that of each one's address.
std::string certified_name(const Settings& settings, const std::string& target) {
    if (settings.rpc_tls_name != kHostsName) return settings.rpc_tls_name;
    const auto parsed = discovery::parse_target(target);
    const auto* name = std::get_if<discovery::DnsTarget>(&parsed);
    // Connections are made to the addresses that were found by it.
    return name ? name->host : "";
}

rpc::PeerOptions options(const Settings& settings) {
    rpc::PeerOptions options;
    options.call_timeout = settings.rpc_call_timeout;
    options.balance = settings.rpc_balancing;
    options.retries.on = settings.rpc_retries;
    options.retries.share = settings.rpc_retry_budget;
    options.throttling.on = settings.rpc_throttling;
    options.throttling.factor = settings.rpc_throttle_factor;
    options.ejection.on = settings.rpc_ejection;
    options.ejection.failures = settings.rpc_ejection_failures;
    return options;
}

}  // namespace

rpc::PeerConnection peer_connection(const Settings& settings, const std::string& target) {
    rpc::PeerConnection connection;
    if (settings.rpc_tls_certificate == kNoFile) return connection;
    connection.security = {settings.rpc_tls_authority, settings.rpc_tls_certificate,
                           settings.rpc_tls_key, certified_name(settings, target)};
    return connection;
}

std::vector<discovery::EtcdServer> etcd_servers(const Settings& settings) {
    if (settings.discovery_etcd == kNoEtcd) return {};
    return discovery::parse_etcd_servers(settings.discovery_etcd);
}

/// A context in other processes. The members stand in the order in which they need each other.
struct Peers::Peer {
    Peer(const Settings& settings, ContextName context, prometheus::Registry& metrics)
        : source(discovery::make_source(discovery::parse_target(target_of(settings, context)),
                                        std::string(name_of(context)),
                                        {metrics, etcd_servers(settings)})),
          channel(std::string(name_of(context)), *source,
                  peer_connection(settings, target_of(settings, context)), options(settings),
                  metrics) {}

    std::unique_ptr<discovery::EndpointSource> source;
    rpc::PeerChannel channel;
};

Peers::Peers(const Settings& settings, const ContextSet& asked, prometheus::Registry& metrics) {
    for (const auto context : kAllContexts) {
        if (settings.contexts.contains(context) || !asked.contains(context)) continue;
        const std::string name(name_of(context));
        if (target_of(settings, context) == kNoPeer) {
            throw Error(ErrorCode::invalid,
                        "peer." + name + ": is needed, because this process does not host " + name +
                            ": give --peer " + name +
                            "=host:port (or dns:host:port, or etcd:), or host it (contexts)");
        }
        peers_.emplace(context, std::make_unique<Peer>(settings, context, metrics));
    }
}

Peers::~Peers() = default;

void Peers::change(const Settings& settings) {
    for (const auto& [context, peer] : peers_) peer->channel.change(options(settings));
}

void Peers::require_reachable(ContextName context) const {
    const auto instances = find(context)->instances();
    if (std::ranges::any_of(instances, [](const auto& one) { return one.connected; })) return;
    throw Error(ErrorCode::unavailable, instances.empty() ? "no instance is known"
                                                          : "none of the instances can be reached");
}

rpc::PeerChannel* Peers::find(ContextName context) const {
    const auto peer = peers_.find(context);
    return peer == peers_.end() ? nullptr : &peer->second->channel;
}

}  // namespace marquee::app
