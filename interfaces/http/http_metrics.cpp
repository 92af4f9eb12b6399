#include "interfaces/http/http_metrics.h"

#include <algorithm>
#include <array>
#include <mutex>

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace marquee::http {
namespace {

using std::string_view_literals::operator""sv;

/// Clients may send any method; they must not be able to create metrics at will.
std::string_view bounded(std::string_view method) {
    static constexpr std::array known = {"GET"sv,   "HEAD"sv,   "POST"sv,   "PUT"sv,
                                         "PATCH"sv, "DELETE"sv, "OPTIONS"sv};
    return std::find(known.begin(), known.end(), method) == known.end() ? "other"sv : method;
}

const prometheus::Histogram::BucketBoundaries kSeconds = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

}  // namespace

HttpMetrics::HttpMetrics(prometheus::Registry& registry)
    : requests_(prometheus::BuildCounter()
                    .Name("marquee_http_requests_total")
                    .Help("HTTP requests answered, by route, method and status")
                    .Register(registry)),
      durations_(prometheus::BuildHistogram()
                     .Name("marquee_http_request_duration_seconds")
                     .Help("Seconds from a request read to its answer written")
                     .Register(registry)),
      in_flight_(prometheus::BuildGauge()
                     .Name("marquee_http_requests_in_flight")
                     .Help("HTTP requests being read, worked on or answered")
                     .Register(registry)
                     .Add({})),
      connections_(prometheus::BuildGauge()
                       .Name("marquee_http_connections")
                       .Help("HTTP connections being served")
                       .Register(registry)
                       .Add({})) {}

void HttpMetrics::answered(std::string_view route, std::string_view method, int status,
                           std::chrono::nanoseconds duration) {
    const Series series = series_of(route, bounded(method), status);
    series.requests->Increment();
    series.duration->Observe(std::chrono::duration<double>(duration).count());
}

HttpMetrics::Series HttpMetrics::series_of(std::string_view route, std::string_view method,
                                           int status) {
    {
        const std::shared_lock lock(mutex_);
        const auto found = series_.find(std::tuple(route, method, status));
        if (found != series_.end()) return found->second;
    }
    const std::string route_label(route);
    const std::string method_label(method);
    const Series series{
        &requests_.Add(
            {{"route", route_label}, {"method", method_label}, {"status", std::to_string(status)}}),
        &durations_.Add({{"route", route_label}, {"method", method_label}}, kSeconds)};
    const std::unique_lock lock(mutex_);
    return series_.emplace(Labels(route_label, method_label, status), series).first->second;
}

}  // namespace marquee::http
