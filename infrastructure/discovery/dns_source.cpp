#include "infrastructure/discovery/dns_source.h"

#include <spdlog/spdlog.h>
#include <utility>

#include "domain/shared/error.h"

namespace marquee::discovery {

DnsSource::DnsSource(DnsTarget target, const std::string& peer, prometheus::Registry& metrics,
                     Resolver resolver, Random random, DnsTimes times)
    : target_(std::move(target)),
      resolver_(std::move(resolver)),
      random_(std::move(random)),
      times_(times),
      known_(peer, metrics),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void DnsSource::refresh() {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
    wake_.notify_all();
}

void DnsSource::run(const std::stop_token& stop) {
    bool is_found = false;
    while (!stop.stop_requested()) {
        if (look_up(stop)) is_found = true;
        const auto time = jittered(is_found ? times_.pause : times_.first_pause, random_);
        pause(times_.least_pause, stop);
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, stop, time - times_.least_pause, [this] { return wanted_; });
        wanted_ = false;
    }
}

bool DnsSource::look_up(const std::stop_token& stop) {
    try {
        std::vector<Endpoint> endpoints;
        const auto deadline = std::chrono::steady_clock::now() + times_.timeout;
        for (const std::string& host : resolve_by(deadline, stop, resolver_, target_.host)) {
            const bool is_ipv6 = host.find(':') != std::string::npos;
            endpoints.push_back(
                {(is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(target_.port)});
        }
        if (endpoints.empty()) throw Error(ErrorCode::unavailable, "it has no address");
        known_.replace(std::move(endpoints));
    } catch (const std::exception& error) {
        if (stop.stop_requested()) return false;
        if (!std::exchange(failing_, true)) {
            spdlog::warn("can't look up {}, and keep to what is known of it: {}", target_.host,
                         error.what());
        }
        known_.set_healthy(false);
        return false;
    }
    if (std::exchange(failing_, false)) {
        spdlog::info("{} can be looked up again", target_.host);
    }
    known_.set_healthy(true);
    return true;
}

}  // namespace marquee::discovery
