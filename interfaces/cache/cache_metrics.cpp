#include "interfaces/cache/cache_metrics.h"

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace marquee::cache {
namespace {

prometheus::Counter& counter(prometheus::Registry& registry, const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
}

prometheus::Gauge& gauge(prometheus::Registry& registry, const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

}  // namespace

CacheMetrics::CacheMetrics(prometheus::Registry& registry)
    : hits_(counter(registry, "marquee_cache_hits_total",
                    "Requests answered with what was kept from an earlier one.")),
      misses_(
          counter(registry, "marquee_cache_misses_total", "Answers made because none was kept.")),
      shared_(counter(registry, "marquee_cache_shared_loads_total",
                      "Requests that waited for an answer that another one was having made.")),
      invalidations_(counter(registry, "marquee_cache_invalidations_total",
                             "Kept answers dropped because something changed.")),
      evictions_(counter(registry, "marquee_cache_evictions_total",
                         "Kept answers dropped for want of room.")),
      bytes_(gauge(registry, "marquee_cache_bytes", "What the kept answers take, in bytes.")),
      entries_(gauge(registry, "marquee_cache_entries", "Kept answers.")),
      ages_(prometheus::BuildHistogram()
                .Name("marquee_cache_served_age_seconds")
                .Help("How long ago the kept answers were made that requests were answered with.")
                .Register(registry)
                .Add({}, prometheus::Histogram::BucketBoundaries{0.01, 0.1, 1, 10, 60, 600, 3600,
                                                                 86400})) {}

void CacheMetrics::hit(std::chrono::nanoseconds age) {
    hits_.Increment();
    ages_.Observe(std::chrono::duration<double>(age).count());
}

void CacheMetrics::miss() {
    misses_.Increment();
}

void CacheMetrics::shared() {
    shared_.Increment();
}

void CacheMetrics::invalidated() {
    invalidations_.Increment();
}

void CacheMetrics::evicted(std::size_t entries) {
    if (entries > 0) evictions_.Increment(static_cast<double>(entries));
}

void CacheMetrics::resized(std::ptrdiff_t bytes, std::ptrdiff_t entries) {
    if (bytes != 0) bytes_.Increment(static_cast<double>(bytes));
    if (entries != 0) entries_.Increment(static_cast<double>(entries));
}

}  // namespace marquee::cache
