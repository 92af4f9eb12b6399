#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <stop_token>
#include <string>
#include <vector>

#include "infrastructure/discovery/etcd_servers.h"

namespace marquee::discovery {

/// A key in etcd and what is there.
struct EtcdEntry {
    std::string key;
    std::string value;
};

/// All entries whose keys begin alike, as of a revision of etcd's.
struct EtcdListing {
    std::vector<EtcdEntry> entries;
    std::int64_t revision = 0;
};

/// An entry that was put, or, with no value, removed.
struct EtcdChange {
    EtcdEntry entry;
    bool is_removed = false;
    std::int64_t revision = 0;
};

/// What Marquee needs of etcd 3.4 or later, over its JSON gateway. When a server fails, the next
/// one is asked, once each. All functions throw Error: `unavailable` and `deadline_exceeded` when
/// no server answers as it should, `unauthenticated` and `forbidden` when etcd won't have us,
/// `not_found` for a lease that is no more. They end early when `stop` is asked for. For one
/// thread.
class EtcdClient {
public:
    using Changes = std::function<void(const std::vector<EtcdChange>&)>;
    using Deadline = std::chrono::steady_clock::time_point;

    /// `servers` has at least one. `timeout` is for each of them and each time.
    EtcdClient(std::vector<EtcdServer> servers, std::chrono::milliseconds timeout);

    EtcdListing list(const std::string& prefix, const std::stop_token& stop);
    void put(const EtcdEntry& entry, std::int64_t lease, const std::stop_token& stop);

    /// Answers the id of a lease that ends by itself after `ttl`, which etcd may make longer.
    std::int64_t grant(std::chrono::seconds ttl, const std::stop_token& stop);
    /// Lets the lease begin anew. False when it is no more.
    bool keep_alive(std::int64_t lease, const std::stop_token& stop);
    /// Ends the lease, and with it all entries that were put under it.
    void revoke(std::int64_t lease, const std::stop_token& stop);

    /// Tells `changes` what changes below `prefix` after `revision`, in order, until the moment
    /// `until` comes or `stop` is asked for; at first an empty list, when the watch is in place.
    /// Answers up to which revision that is. Throws `unavailable` when the connection breaks, or
    /// etcd knows no more what has changed.
    std::int64_t watch(const std::string& prefix, std::int64_t revision, Deadline until,
                       const Changes& changes, const std::stop_token& stop);

    /// The server that is asked next.
    std::string server_name() const { return servers_[current_].name(); }

private:
    /// What `act` answers for the first of the servers that doesn't fail.
    template <class Act>
    auto at_some_server(const std::stop_token& stop, Act act);
    nlohmann::json ask(const std::string& path, const nlohmann::json& body,
                       const std::stop_token& stop);
    nlohmann::json ask_server(const std::string& path, const nlohmann::json& body,
                              const std::stop_token& stop);
    void authenticate(const std::stop_token& stop);

    std::vector<EtcdServer> servers_;
    std::chrono::milliseconds timeout_;
    std::size_t current_ = 0;
    /// Says who we are; empty before etcd was asked for it.
    std::string token_;
};

}  // namespace marquee::discovery
