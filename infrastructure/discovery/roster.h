#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "infrastructure/discovery/endpoints.h"
#include "infrastructure/discovery/instance.h"

namespace marquee::discovery {

/// Who is there, made of lists and of changes between them. When etcd restarts, leases may have
/// ended though their holders live, and it takes a moment until all have registered again. So who
/// is missing after a list that follows another one is kept for a time of grace; later, who is
/// removed is gone at once, but for the last one: that nobody is left is likelier to be said of
/// leases that ended while etcd was away. For one thread.
class Roster {
public:
    using Time = std::chrono::steady_clock::time_point;
    /// What stands at each key; nothing for what can't be used.
    using Entries = std::map<std::string, std::optional<Instance>>;

    explicit Roster(std::chrono::milliseconds grace);

    /// All that is there. To be called at first, and after changes may have been missed.
    void list(const Entries& entries, Time now);
    /// What can't be used changes nothing: the last known stays.
    void put(const std::string& key, const std::optional<Instance>& instance);
    void remove(const std::string& key, Time now);
    /// Forgets those whose time of grace is over.
    void expire(Time now);

    /// When expire() has something to do next; Time::max() for never.
    Time next_expiry() const;
    /// Those that are there come before those in their time of grace.
    std::vector<Endpoint> endpoints() const;

private:
    bool is_last(const std::string& key) const;

    struct Member {
        Instance instance;
        /// Set when it is missing.
        std::optional<Time> leaves_at = {};
    };

    std::chrono::milliseconds grace_;
    bool listed_ = false;
    /// Until then those who are removed have grace as well.
    Time settled_at_ = Time::min();
    std::map<std::string, Member> members_;
};

}  // namespace marquee::discovery
