#include "infrastructure/discovery/known_endpoints.h"

#include <algorithm>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

namespace marquee::discovery {

KnownEndpoints::KnownEndpoints(const std::string& peer, prometheus::Registry& metrics)
    : count_(prometheus::BuildGauge()
                 .Name("marquee_discovery_endpoints")
                 .Help("Addresses at which a peer is known to be.")
                 .Register(metrics)
                 .Add({{"peer", peer}})),
      healthy_(prometheus::BuildGauge()
                   .Name("marquee_discovery_healthy")
                   .Help("1 when the addresses of a peer are up to date, 0 when the last known "
                         "ones are used since no newer are to be had.")
                   .Register(metrics)
                   .Add({{"peer", peer}})) {}

std::vector<Endpoint> KnownEndpoints::get() const {
    const std::lock_guard lock(mutex_);
    return endpoints_;
}

bool KnownEndpoints::replace(std::vector<Endpoint> endpoints) {
    const auto by_address = [](const Endpoint& a, const Endpoint& b) {
        return a.address < b.address;
    };
    std::stable_sort(endpoints.begin(), endpoints.end(), by_address);
    const auto same = [](const Endpoint& a, const Endpoint& b) { return a.address == b.address; };
    endpoints.erase(std::unique(endpoints.begin(), endpoints.end(), same), endpoints.end());
    const std::lock_guard lock(mutex_);
    if (endpoints == endpoints_) return false;
    endpoints_ = std::move(endpoints);
    count_.Set(static_cast<double>(endpoints_.size()));
    // Only now: who sees the new number finds the new endpoints.
    ++revision_;
    return true;
}

void KnownEndpoints::set_healthy(bool healthy) {
    healthy_.Set(healthy ? 1 : 0);
}

}  // namespace marquee::discovery
