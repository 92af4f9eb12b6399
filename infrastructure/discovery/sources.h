#pragma once

#include <memory>
#include <string>
#include <vector>

#include "infrastructure/discovery/backoff.h"
#include "infrastructure/discovery/endpoints.h"
#include "infrastructure/discovery/etcd_servers.h"
#include "infrastructure/discovery/instance.h"
#include "infrastructure/discovery/resolver.h"
#include "infrastructure/discovery/target.h"

namespace prometheus {
class Registry;
}

namespace marquee::discovery {

/// What sources are made with.
struct SourceParts {
    /// Outlives the sources.
    prometheus::Registry& metrics;
    /// The setting discovery.etcd; empty when it isn't set.
    std::vector<EtcdServer> etcd = {};
    Resolver resolver = system_resolver;
    Random random = system_random;
};

/// What knows the instances of the peer that hosts `context`, by threads of its own, which end
/// quickly with it. Returns at once, before anything is known but addresses in the target itself.
/// Throws Error `invalid` for a target in etcd when there is no etcd.
std::unique_ptr<EndpointSource> make_source(const Target& target, const std::string& context,
                                            const SourceParts& parts);

/// All instances that are registered in etcd at present, by context and id. Throws Error as
/// EtcdClient does.
std::vector<Instance> list_instances(const std::vector<EtcdServer>& etcd);

}  // namespace marquee::discovery
