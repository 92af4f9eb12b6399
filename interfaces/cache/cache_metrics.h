#pragma once

#include <chrono>
#include <cstddef>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
class Registry;
}  // namespace prometheus

namespace marquee::cache {

/// What a cache tells of itself. Callable from any thread.
class CacheMetrics {
public:
    explicit CacheMetrics(prometheus::Registry& registry);

    /// Something of that age was served.
    void hit(std::chrono::nanoseconds age);
    /// Something was loaded because it wasn't there.
    void miss();
    /// Somebody waited for what others were loading.
    void shared();
    /// Something changed, and was there or being loaded.
    void invalidated();
    void evicted(std::size_t entries);
    /// The cache grew, or shrank, by so much.
    void resized(std::ptrdiff_t bytes, std::ptrdiff_t entries);

private:
    prometheus::Counter& hits_;
    prometheus::Counter& misses_;
    prometheus::Counter& shared_;
    prometheus::Counter& invalidations_;
    prometheus::Counter& evictions_;
    prometheus::Gauge& bytes_;
    prometheus::Gauge& entries_;
    prometheus::Histogram& ages_;
};

}  // namespace marquee::cache
