#pragma once

#include <chrono>
#include <map>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <tuple>

namespace prometheus {
template <typename T>
class Family;
class Counter;
class Gauge;
class Histogram;
class Registry;
}  // namespace prometheus

namespace marquee::http {

/// The HTTP server's metrics. Labels are bounded: routes by their pattern, methods by a fixed list.
/// Callable from any thread. The registry has to outlive it.
class HttpMetrics {
public:
    explicit HttpMetrics(prometheus::Registry& registry);

    void answered(std::string_view route, std::string_view method, int status,
                  std::chrono::nanoseconds duration);

    prometheus::Gauge& in_flight() { return in_flight_; }
    prometheus::Gauge& connections() { return connections_; }

private:
    /// Where one combination of labels is counted.
    struct Series {
        prometheus::Counter* requests;
        prometheus::Histogram* duration;
    };
    using Labels = std::tuple<std::string, std::string, int>;

    Series series_of(std::string_view route, std::string_view method, int status);

    prometheus::Family<prometheus::Counter>& requests_;
    prometheus::Family<prometheus::Histogram>& durations_;
    prometheus::Gauge& in_flight_;
    prometheus::Gauge& connections_;
    std::shared_mutex mutex_;
    std::map<Labels, Series, std::less<>> series_;
};

}  // namespace marquee::http
