#pragma once

#include <chrono>
#include <map>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>

#include "interfaces/rpc/lane.h"
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

/// The RPC server's metrics. `path` is that of a method that is served, or "unknown": callers must
/// not be able to create metrics at will. Callable from any thread. The registry has to outlive it.
class RpcServerMetrics {
public:
    explicit RpcServerMetrics(prometheus::Registry& registry);

    void answered(std::string_view path, Status::Code code, std::chrono::nanoseconds duration);
    /// The same for what has no duration to learn from: a stream, or a method that isn't served.
    void ended(std::string_view path, Status::Code code);
    void waited(LaneKind lane, std::chrono::nanoseconds duration);
    void refused(Refusal why);

    prometheus::Gauge& in_flight() { return in_flight_; }
    prometheus::Gauge& streams() { return streams_; }

private:
    using Labels = std::pair<std::string, Status::Code>;

    /// Where one combination of labels is counted.
    struct Series {
        prometheus::Counter* calls;
        prometheus::Histogram* duration;
    };

    Series series_of(std::string_view path, Status::Code code, bool timed);

    prometheus::Family<prometheus::Counter>& calls_;
    prometheus::Family<prometheus::Histogram>& durations_;
    prometheus::Family<prometheus::Counter>& refusals_;
    prometheus::Histogram& ordinary_waits_;
    prometheus::Histogram& reserved_waits_;
    prometheus::Gauge& in_flight_;
    prometheus::Gauge& streams_;
    std::shared_mutex mutex_;
    std::map<Labels, Series, std::less<>> series_;
};

}  // namespace marquee::rpc
