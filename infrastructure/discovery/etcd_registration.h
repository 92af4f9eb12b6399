#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "infrastructure/discovery/backoff.h"
#include "infrastructure/discovery/etcd_client.h"
#include "infrastructure/discovery/instance.h"

namespace prometheus {
class Gauge;
class Registry;
}  // namespace prometheus

namespace marquee::discovery {

/// How long a registration lasts.
struct EtcdRegistrationTimes {
    /// How long it stays when this process dies. It is kept alive every third of it.
    std::chrono::seconds ttl = std::chrono::seconds(5);
    /// Until a server has to answer.
    std::chrono::milliseconds timeout = std::chrono::seconds(2);
};

/// Tells others in etcd where this process is, and stays at it by a thread of its own: when etcd
/// was away or has forgotten, it registers again. That is logged, once when it is lost and once
/// when it is back.
class EtcdRegistration {
public:
    /// `instances` has one for each context that is hosted here. `servers` has at least one.
    /// `metrics` outlives it.
    EtcdRegistration(std::vector<EtcdServer> servers, const std::vector<Instance>& instances,
                     prometheus::Registry& metrics, Random random = system_random,
                     EtcdRegistrationTimes times = {});
    ~EtcdRegistration();
    EtcdRegistration(const EtcdRegistration&) = delete;
    EtcdRegistration& operator=(const EtcdRegistration&) = delete;

    /// Whether others find this process in etcd, as far as is known. Callable from any thread.
    bool is_held() const { return held_; }

    /// Takes the registration back, so that nobody comes here any more. Waits for etcd no longer
    /// than for one answer of each server. Does nothing the second time. Not for two threads at
    /// once.
    void stop();

private:
    void run(const std::stop_token& stop);
    /// Registers, or keeps that alive. Throws Error when etcd is away.
    void renew(const std::stop_token& stop);
    void withdraw();
    void found();
    void lost(const std::string& problem);

    std::vector<EtcdEntry> entries_;
    EtcdRegistrationTimes times_;
    Random random_;
    prometheus::Gauge& gauge_;
    std::atomic<bool> held_ = false;
    /// From here on the thread's own, until it has ended.
    EtcdClient client_;
    Backoff backoff_;
    /// 0 when there is none.
    std::int64_t lease_ = 0;
    /// Whether all entries are there, under this lease.
    bool placed_ = false;
    /// When etcd lets the lease end, if it hears nothing more.
    std::chrono::steady_clock::time_point ends_at_ = {};
    bool complained_ = false;
    /// The last, so that all it uses outlives it.
    std::jthread thread_;
};

}  // namespace marquee::discovery
