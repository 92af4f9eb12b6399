#pragma once

#include <chrono>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "infrastructure/discovery/backoff.h"
#include "infrastructure/discovery/etcd_client.h"
#include "infrastructure/discovery/known_endpoints.h"
#include "infrastructure/discovery/roster.h"

namespace marquee::discovery {

/// How long a source waits for etcd, and trusts it.
struct EtcdSourceTimes {
    /// Until a server has to answer.
    std::chrono::milliseconds timeout = std::chrono::seconds(2);
    /// A watch is begun anew after that: a server that hangs says as little as one where nothing
    /// changes.
    std::chrono::milliseconds watch = std::chrono::seconds(10);
    /// How long instances that are missing after etcd was away are kept.
    std::chrono::milliseconds grace = std::chrono::seconds(15);
};

/// The instances of a context that are registered in etcd, watched by a thread of its own. While
/// etcd is away the last known stay; that is logged, once. So is what can't be read there.
class EtcdSource : public EndpointSource {
public:
    /// `servers` has at least one. `metrics` outlives it.
    EtcdSource(std::vector<EtcdServer> servers, const std::string& context, const std::string& peer,
               prometheus::Registry& metrics, Random random = system_random,
               EtcdSourceTimes times = {});

    std::vector<Endpoint> endpoints() const override { return known_.get(); }
    std::uint64_t revision() const override { return known_.revision(); }

private:
    void run(const std::stop_token& stop);
    /// Returns when it is to stop; throws Error when etcd is away.
    void follow(const std::stop_token& stop);
    std::int64_t list(const std::stop_token& stop);
    void take(const std::vector<EtcdChange>& changes);
    std::optional<Instance> read(const EtcdEntry& entry);
    void lost(const std::string& problem);
    void found();

    std::string prefix_;
    std::string peer_;
    EtcdSourceTimes times_;
    KnownEndpoints known_;
    /// From here on the thread's own.
    EtcdClient client_;
    Backoff backoff_;
    Roster roster_;
    std::set<std::string> unreadable_;
    bool failing_ = false;
    /// The last, so that all it uses outlives it.
    std::jthread thread_;
};

}  // namespace marquee::discovery
