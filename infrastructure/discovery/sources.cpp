#include "infrastructure/discovery/sources.h"

#include <chrono>

#include "domain/shared/error.h"
#include "infrastructure/discovery/dns_source.h"
#include "infrastructure/discovery/etcd_client.h"
#include "infrastructure/discovery/etcd_source.h"
#include "infrastructure/discovery/static_source.h"

namespace marquee::discovery {
namespace {

constexpr std::chrono::seconds kTimeout(2);

}  // namespace

std::unique_ptr<EndpointSource> make_source(const Target& target, const std::string& context,
                                            const SourceParts& parts) {
    if (const auto* fixed = std::get_if<StaticTarget>(&target)) {
        return std::make_unique<StaticSource>(*fixed, context, parts.metrics);
    }
    if (const auto* name = std::get_if<DnsTarget>(&target)) {
        return std::make_unique<DnsSource>(*name, context, parts.metrics, parts.resolver,
                                           parts.random);
    }
    if (parts.etcd.empty()) {
        throw Error(ErrorCode::invalid,
                    "the peer " + context +
                        " is to be found in etcd, but discovery.etcd doesn't say where that is");
    }
    const std::string& named = std::get<EtcdTarget>(target).context;
    return std::make_unique<EtcdSource>(parts.etcd, named.empty() ? context : named, context,
                                        parts.metrics, parts.random);
}

std::vector<Instance> list_instances(const std::vector<EtcdServer>& etcd) {
    std::vector<Instance> instances;
    // etcd lists in the order of the keys.
    for (const EtcdEntry& entry : EtcdClient(etcd, kTimeout).list(instance_prefix(), {}).entries) {
        if (auto instance = read_instance(entry.key, entry.value)) {
            instances.push_back(std::move(*instance));
        }
    }
    return instances;
}

}  // namespace marquee::discovery
