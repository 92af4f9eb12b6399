#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "interfaces/rpc/wire/status.h"

namespace prometheus {
template <typename T>
class Family;
class Counter;
class Gauge;
class Histogram;
class Registry;
}  // namespace prometheus

namespace marquee::rpc {

class InstanceMetrics;

/// What can be counted of the calls to one peer. Callable from any thread. The registry has to
/// outlive it.
class PeerMetrics {
public:
    PeerMetrics(const std::string& peer, prometheus::Registry& registry);

    void attempted(const Status& status);
    /// How long an attempt took that was no stream.
    void took(std::chrono::nanoseconds duration);
    void retried();
    void out_of_budget();
    void throttled();
    void ejected();
    void disconnected();

    /// Those of an instance of the peer.
    std::unique_ptr<InstanceMetrics> of_instance(const std::string& address);

    /// What there is of instances now.
    void set_instances(int known, int connected, int ejected);

private:
    prometheus::Counter& attempts_of(Status::Code code);

    const std::string peer_;
    prometheus::Registry& registry_;
    prometheus::Family<prometheus::Counter>& attempts_;
    prometheus::Histogram& duration_;
    prometheus::Counter& retries_;
    prometheus::Counter& out_of_budget_;
    prometheus::Counter& throttled_;
    prometheus::Counter& ejected_for_failures_;
    prometheus::Counter& ejected_for_connection_;
    prometheus::Gauge& known_;
    prometheus::Gauge& connected_;
    prometheus::Gauge& ejected_now_;
    /// By code, once there was one.
    std::array<std::atomic<prometheus::Counter*>, 17> by_code_{};
};

}  // namespace marquee::rpc
