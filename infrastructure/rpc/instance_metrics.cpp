#include "infrastructure/rpc/instance_metrics.h"

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace marquee::rpc {
namespace {

prometheus::Family<prometheus::Gauge>& gauges(prometheus::Registry& registry,
                                              const std::string& name, const std::string& help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}

prometheus::Labels labels(const std::string& peer, const std::string& address) {
    return {{"peer", peer}, {"instance", address}};
}

prometheus::Labels state(const std::string& peer, const std::string& address,
                         const std::string& name) {
    return {{"peer", peer}, {"instance", address}, {"state", name}};
}

}  // namespace

InstanceMetrics::InstanceMetrics(const std::string& peer, const std::string& address,
                                 prometheus::Registry& registry)
    : attempts_family_(prometheus::BuildCounter()
                           .Name("marquee_rpc_client_instance_attempts_total")
                           .Help("Calls and streams that an instance of a peer was given")
                           .Register(registry)),
      state_family_(gauges(registry, "marquee_rpc_client_instance_state",
                           "1 for an instance that is connected, or left out for its failures")),
      latency_family_(gauges(registry, "marquee_rpc_client_instance_latency_seconds",
                             "What calls to an instance take lately, by which it is chosen")),
      in_flight_family_(gauges(registry, "marquee_rpc_client_instance_calls_in_flight",
                               "Calls that an instance has not answered yet")),
      attempts_(attempts_family_.Add(labels(peer, address))),
      connected_(state_family_.Add(state(peer, address, "connected"))),
      ejected_(state_family_.Add(state(peer, address, "ejected"))),
      latency_(latency_family_.Add(labels(peer, address))),
      in_flight_(in_flight_family_.Add(labels(peer, address))) {}

InstanceMetrics::~InstanceMetrics() {
    attempts_family_.Remove(&attempts_);
    state_family_.Remove(&connected_);
    state_family_.Remove(&ejected_);
    latency_family_.Remove(&latency_);
    in_flight_family_.Remove(&in_flight_);
}

void InstanceMetrics::chosen() {
    attempts_.Increment();
}

void InstanceMetrics::set(bool connected, bool ejected, std::chrono::nanoseconds latency,
                          int in_flight) {
    connected_.Set(connected ? 1 : 0);
    ejected_.Set(ejected ? 1 : 0);
    latency_.Set(std::chrono::duration<double>(latency).count());
    in_flight_.Set(in_flight);
}

}  // namespace marquee::rpc
