#pragma once

#include <chrono>
#include <string>

namespace prometheus {
template <typename T>
class Family;
class Counter;
class Gauge;
class Registry;
}  // namespace prometheus

namespace marquee::rpc {

/// What operators see of one instance of a peer, as long as it lives: there is one at a time for
/// each address. For one thread at a time. The registry has to outlive it.
class InstanceMetrics {
public:
    InstanceMetrics(const std::string& peer, const std::string& address,
                    prometheus::Registry& registry);
    ~InstanceMetrics();
    InstanceMetrics(const InstanceMetrics&) = delete;
    InstanceMetrics& operator=(const InstanceMetrics&) = delete;

    /// It was given a call or a stream.
    void chosen();
    void set(bool connected, bool ejected, std::chrono::nanoseconds latency, int in_flight);

private:
    prometheus::Family<prometheus::Counter>& attempts_family_;
    prometheus::Family<prometheus::Gauge>& state_family_;
    prometheus::Family<prometheus::Gauge>& latency_family_;
    prometheus::Family<prometheus::Gauge>& in_flight_family_;
    prometheus::Counter& attempts_;
    prometheus::Gauge& connected_;
    prometheus::Gauge& ejected_;
    prometheus::Gauge& latency_;
    prometheus::Gauge& in_flight_;
};

}  // namespace marquee::rpc
