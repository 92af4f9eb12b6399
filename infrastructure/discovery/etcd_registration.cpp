#include "infrastructure/discovery/etcd_registration.h"

#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <spdlog/spdlog.h>
#include <utility>

namespace marquee::discovery {
namespace {

using std::chrono::steady_clock;

std::vector<EtcdEntry> entries_of(const std::vector<Instance>& instances) {
    std::vector<EtcdEntry> entries;
    for (const Instance& instance : instances) {
        entries.push_back({instance_key(instance), instance_value(instance)});
    }
    return entries;
}

}  // namespace

EtcdRegistration::EtcdRegistration(std::vector<EtcdServer> servers,
                                   const std::vector<Instance>& instances,
                                   prometheus::Registry& metrics, Random random,
                                   EtcdRegistrationTimes times)
    : entries_(entries_of(instances)),
      times_(times),
      random_(std::move(random)),
      gauge_(prometheus::BuildGauge()
                 .Name("marquee_discovery_registered")
                 .Help("1 when this process is registered in etcd, where others look for it.")
                 .Register(metrics)
                 .Add({})),
      client_(std::move(servers), times.timeout),
      backoff_(random_),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

EtcdRegistration::~EtcdRegistration() {
    stop();
}

void EtcdRegistration::stop() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
    if (lease_ != 0) withdraw();
    held_ = false;
    gauge_.Set(0);
}

void EtcdRegistration::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            renew(stop);
            backoff_.reset();
            pause(jittered(times_.ttl, random_) / 3, stop);
        } catch (const std::exception& error) {
            if (stop.stop_requested()) return;
            // Until it ends, the lease may be kept alive yet.
            if (!held_ || steady_clock::now() >= ends_at_) lost(error.what());
            pause(backoff_.next(), stop);
        }
    }
}

void EtcdRegistration::renew(const std::stop_token& stop) {
    const auto began = steady_clock::now();
    if (lease_ != 0 && !client_.keep_alive(lease_, stop)) {
        lease_ = 0;
        lost("etcd has let it end");
    }
    if (lease_ == 0) {
        placed_ = false;
        lease_ = client_.grant(times_.ttl, stop);
    }
    ends_at_ = began + times_.ttl;
    if (!placed_) {
        for (const EtcdEntry& entry : entries_) client_.put(entry, lease_, stop);
        placed_ = true;
    }
    found();
}

void EtcdRegistration::withdraw() {
    try {
        client_.revoke(lease_, {});
        spdlog::info("the registration in etcd is taken back");
    } catch (const std::exception& error) {
        spdlog::warn("can't take back the registration in etcd, where it ends within {} s: {}",
                     times_.ttl.count(), error.what());
    }
    lease_ = 0;
}

void EtcdRegistration::found() {
    if (held_) return;
    spdlog::info("registered in etcd{}", std::exchange(complained_, false) ? " again" : "");
    gauge_.Set(1);
    held_ = true;
}

void EtcdRegistration::lost(const std::string& problem) {
    if (!std::exchange(complained_, true)) {
        spdlog::warn("this process is not registered in etcd, where others look for it: {}",
                     problem);
    }
    gauge_.Set(0);
    held_ = false;
}

}  // namespace marquee::discovery
