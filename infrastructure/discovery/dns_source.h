#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "infrastructure/discovery/backoff.h"
#include "infrastructure/discovery/known_endpoints.h"
#include "infrastructure/discovery/resolver.h"
#include "infrastructure/discovery/target.h"

namespace marquee::discovery {

/// When a name is looked up.
struct DnsTimes {
    /// Between one time and the next, up to a fifth more or less.
    std::chrono::milliseconds pause = std::chrono::seconds(5);
    /// The same while no address was ever found.
    std::chrono::milliseconds first_pause = std::chrono::seconds(1);
    /// The least between two times, however often it is asked for.
    std::chrono::milliseconds least_pause = std::chrono::milliseconds(500);
    /// Until the resolver has to answer.
    std::chrono::milliseconds timeout = std::chrono::seconds(10);
};

/// The instances that a name in the DNS stands for, looked up again and again by a thread of its
/// own. The addresses stay while the name can't be looked up; that is logged, once.
class DnsSource : public EndpointSource {
public:
    /// `metrics` outlives it.
    DnsSource(DnsTarget target, const std::string& peer, prometheus::Registry& metrics,
              Resolver resolver = system_resolver, Random random = system_random,
              DnsTimes times = {});

    std::vector<Endpoint> endpoints() const override { return known_.get(); }
    std::uint64_t revision() const override { return known_.revision(); }
    /// To be told that the addresses seem to be wrong: looks them up again soon. Callable from
    /// any thread; doesn't wait.
    void refresh();

private:
    void run(const std::stop_token& stop);
    /// Whether it went well.
    bool look_up(const std::stop_token& stop);

    DnsTarget target_;
    Resolver resolver_;
    Random random_;
    DnsTimes times_;
    KnownEndpoints known_;
    /// The thread's own.
    bool failing_ = false;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    bool wanted_ = false;
    /// The last, so that all it uses outlives it.
    std::jthread thread_;
};

}  // namespace marquee::discovery
