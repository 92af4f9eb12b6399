#include "infrastructure/discovery/roster.h"

#include <algorithm>

namespace marquee::discovery {

Roster::Roster(std::chrono::milliseconds grace) : grace_(grace) {}

void Roster::list(const Entries& entries, Time now) {
    if (listed_) settled_at_ = now + grace_;
    listed_ = true;
    for (auto& [key, member] : members_) {
        if (entries.contains(key)) {
            member.leaves_at.reset();
        } else {
            // Anew after each list: as long as etcd comes and goes, it tells nothing of who is
            // gone.
            member.leaves_at = settled_at_;
        }
    }
    for (const auto& [key, instance] : entries) put(key, instance);
}

void Roster::put(const std::string& key, const std::optional<Instance>& instance) {
    if (instance) members_.insert_or_assign(key, Member{*instance});
}

void Roster::remove(const std::string& key, Time now) {
    const auto member = members_.find(key);
    if (member == members_.end()) return;
    if (now < settled_at_) {
        member->second.leaves_at = settled_at_;
    } else if (is_last(key)) {
        member->second.leaves_at = now + grace_;
    } else {
        members_.erase(member);
    }
}

/// Whether all others are missing.
bool Roster::is_last(const std::string& key) const {
    return std::ranges::none_of(
        members_, [&](const auto& entry) { return entry.first != key && !entry.second.leaves_at; });
}

void Roster::expire(Time now) {
    std::erase_if(members_, [now](const auto& entry) {
        return entry.second.leaves_at && *entry.second.leaves_at <= now;
    });
}

Roster::Time Roster::next_expiry() const {
    Time next = Time::max();
    for (const auto& [key, member] : members_) {
        next = std::min(next, member.leaves_at.value_or(Time::max()));
    }
    return next;
}

std::vector<Endpoint> Roster::endpoints() const {
    std::vector<Endpoint> endpoints;
    for (const bool is_missing : {false, true}) {
        for (const auto& [key, member] : members_) {
            if (member.leaves_at.has_value() != is_missing) continue;
            const Instance& instance = member.instance;
            endpoints.push_back({instance.address, instance.id, instance.version});
        }
    }
    return endpoints;
}

}  // namespace marquee::discovery
