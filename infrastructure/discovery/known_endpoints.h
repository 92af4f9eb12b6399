#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "infrastructure/discovery/endpoints.h"

namespace prometheus {
class Gauge;
class Registry;
}  // namespace prometheus

namespace marquee::discovery {

/// The endpoints of a peer that a source knows at present, with the metrics about them. Callable
/// from any thread.
class KnownEndpoints {
public:
    /// `metrics` outlives it. None is known, and the source not healthy.
    KnownEndpoints(const std::string& peer, prometheus::Registry& metrics);

    std::vector<Endpoint> get() const;
    /// Another number after each change.
    std::uint64_t revision() const { return revision_; }

    /// Of those with the same address the first counts; their order does not. True when something
    /// has changed.
    bool replace(std::vector<Endpoint> endpoints);
    /// Whether they are up to date, as far as the source can know.
    void set_healthy(bool healthy);

private:
    mutable std::mutex mutex_;
    std::vector<Endpoint> endpoints_;
    std::atomic<std::uint64_t> revision_ = 1;
    prometheus::Gauge& count_;
    prometheus::Gauge& healthy_;
};

}  // namespace marquee::discovery
