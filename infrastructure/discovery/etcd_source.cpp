#include "infrastructure/discovery/etcd_source.h"

#include <algorithm>
#include <spdlog/spdlog.h>
#include <utility>

#include "infrastructure/discovery/etcd_json.h"

namespace marquee::discovery {
namespace {

using std::chrono::steady_clock;

}  // namespace

EtcdSource::EtcdSource(std::vector<EtcdServer> servers, const std::string& context,
                       const std::string& peer, prometheus::Registry& metrics, Random random,
                       EtcdSourceTimes times)
    : prefix_(instance_prefix(context)),
      peer_(peer),
      times_(times),
      known_(peer, metrics),
      client_(std::move(servers), times.timeout),
      backoff_(std::move(random)),
      roster_(times.grace),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void EtcdSource::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            follow(stop);
        } catch (const std::exception& error) {
            if (!stop.stop_requested()) lost(error.what());
        }
        pause(backoff_.next(), stop);
    }
}

void EtcdSource::follow(const std::stop_token& stop) {
    std::int64_t revision = list(stop);
    while (!stop.stop_requested()) {
        roster_.expire(steady_clock::now());
        known_.replace(roster_.endpoints());
        const auto until = std::min(steady_clock::now() + times_.watch, roster_.next_expiry());
        revision = client_.watch(
            prefix_, revision, until, [this](const auto& changes) { take(changes); }, stop);
        backoff_.reset();
    }
}

std::int64_t EtcdSource::list(const std::stop_token& stop) {
    const EtcdListing listing = client_.list(prefix_, stop);
    Roster::Entries entries;
    for (const EtcdEntry& entry : listing.entries) entries.emplace(entry.key, read(entry));
    std::erase_if(unreadable_, [&](const auto& key) { return !entries.contains(key); });
    roster_.list(entries, steady_clock::now());
    return listing.revision;
}

void EtcdSource::take(const std::vector<EtcdChange>& changes) {
    for (const EtcdChange& change : changes) {
        if (change.is_removed) {
            unreadable_.erase(change.entry.key);
            roster_.remove(change.entry.key, steady_clock::now());
        } else {
            roster_.put(change.entry.key, read(change.entry));
        }
    }
    known_.replace(roster_.endpoints());
    found();
}

std::optional<Instance> EtcdSource::read(const EtcdEntry& entry) {
    auto instance = read_instance(entry.key, entry.value);
    if (instance) {
        unreadable_.erase(entry.key);
    } else if (unreadable_.insert(entry.key).second) {
        spdlog::warn("what stands in etcd at {} is no instance of Marquee, and is passed over",
                     one_line(entry.key));
    }
    return instance;
}

void EtcdSource::lost(const std::string& problem) {
    if (!std::exchange(failing_, true)) {
        spdlog::warn("can't ask etcd where {} is, and keep to the {} addresses known: {}", peer_,
                     known_.get().size(), problem);
    }
    known_.set_healthy(false);
}

void EtcdSource::found() {
    if (std::exchange(failing_, false)) spdlog::info("etcd tells again where {} is", peer_);
    known_.set_healthy(true);
}

}  // namespace marquee::discovery
