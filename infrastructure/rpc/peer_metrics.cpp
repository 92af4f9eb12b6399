#include "infrastructure/rpc/peer_metrics.h"

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

#include "infrastructure/rpc/instance_metrics.h"

namespace marquee::rpc {
namespace {

constexpr std::array kCodeNames = {
    "ok",        "cancelled",      "unknown",           "invalid_argument",   "deadline_exceeded",
    "not_found", "already_exists", "permission_denied", "resource_exhausted", "failed_precondition",
    "aborted",   "out_of_range",   "unimplemented",     "internal",           "unavailable",
    "data_loss", "unauthenticated"};

const prometheus::Histogram::BucketBoundaries kSeconds = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
    0.05,   0.1,     0.25,   0.5,   1,      2.5,   5,    10};

prometheus::Counter& counter(prometheus::Registry& registry, const std::string& name,
                             const std::string& help, const prometheus::Labels& labels) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add(labels);
}

prometheus::Gauge& gauge(prometheus::Registry& registry, const std::string& peer,
                         const std::string& state) {
    return prometheus::BuildGauge()
        .Name("marquee_rpc_client_instances")
        .Help("Instances of a peer: known, connected, or left out for their failures")
        .Register(registry)
        .Add({{"peer", peer}, {"state", state}});
}

}  // namespace

PeerMetrics::PeerMetrics(const std::string& peer, prometheus::Registry& registry)
    : peer_(peer),
      registry_(registry),
      attempts_(prometheus::BuildCounter()
                    .Name("marquee_rpc_client_attempts_total")
                    .Help("Attempts at calls to a peer, by what came of them")
                    .Register(registry)),
      duration_(prometheus::BuildHistogram()
                    .Name("marquee_rpc_client_attempt_duration_seconds")
                    .Help("Seconds from a request sent to its answer, or to no answer")
                    .Register(registry)
                    .Add({{"peer", peer}}, kSeconds)),
      retries_(counter(registry, "marquee_rpc_client_retries_total", "Attempts after the first",
                       {{"peer", peer}})),
      out_of_budget_(counter(registry, "marquee_rpc_client_retries_withheld_total",
                             "Retries not made, since there were too many already",
                             {{"peer", peer}})),
      throttled_(counter(registry, "marquee_rpc_client_throttled_total",
                         "Calls not tried, since the peer refuses most of them", {{"peer", peer}})),
      ejected_for_failures_(counter(registry, "marquee_rpc_client_ejections_total",
                                    "Instances that got no calls any more, by why",
                                    {{"peer", peer}, {"reason", "failures"}})),
      ejected_for_connection_(counter(registry, "marquee_rpc_client_ejections_total",
                                      "Instances that got no calls any more, by why",
                                      {{"peer", peer}, {"reason", "connection"}})),
      known_(gauge(registry, peer, "known")),
      connected_(gauge(registry, peer, "connected")),
      ejected_now_(gauge(registry, peer, "ejected")) {}

void PeerMetrics::attempted(const Status& status) {
    attempts_of(status.code).Increment();
}

void PeerMetrics::took(std::chrono::nanoseconds duration) {
    duration_.Observe(std::chrono::duration<double>(duration).count());
}

void PeerMetrics::retried() {
    retries_.Increment();
}
void PeerMetrics::out_of_budget() {
    out_of_budget_.Increment();
}
void PeerMetrics::throttled() {
    throttled_.Increment();
}
void PeerMetrics::ejected() {
    ejected_for_failures_.Increment();
}
void PeerMetrics::disconnected() {
    ejected_for_connection_.Increment();
}

std::unique_ptr<InstanceMetrics> PeerMetrics::of_instance(const std::string& address) {
    return std::make_unique<InstanceMetrics>(peer_, address, registry_);
}

void PeerMetrics::set_instances(int known, int connected, int ejected) {
    known_.Set(known);
    connected_.Set(connected);
    ejected_now_.Set(ejected);
}

prometheus::Counter& PeerMetrics::attempts_of(Status::Code code) {
    const auto index = static_cast<std::size_t>(code) < by_code_.size()
                           ? static_cast<std::size_t>(code)
                           : static_cast<std::size_t>(Status::unknown);
    if (auto* known = by_code_[index].load()) return *known;
    // The same one for everybody who comes here at once.
    auto& added = attempts_.Add({{"peer", peer_}, {"code", kCodeNames[index]}});
    by_code_[index] = &added;
    return added;
}

}  // namespace marquee::rpc
