#pragma once

#include <optional>
#include <string>

#include "domain/shared/clock.h"

namespace marquee::discovery {

/// A process that hosts a context, as it is registered in etcd.
struct Instance {
    std::string context;
    /// Its own; another one after each start.
    std::string id;
    /// Where others reach it, as is_address() has it.
    std::string address;
    /// Of its Marquee.
    std::string version;
    Timestamp started_at;

    friend bool operator==(const Instance&, const Instance&) = default;
};

/// What the keys of all instances begin with, or of those of one context.
std::string instance_prefix(const std::string& context = "");

/// "/marquee/instances/<context>/<instance id>"
std::string instance_key(const Instance& instance);
/// {"address", "version", "started_at"} as JSON.
std::string instance_value(const Instance& instance);

/// The instance that stands at the key. Nothing when it is none that can be used: anybody may have
/// written it.
std::optional<Instance> read_instance(const std::string& key, const std::string& value);

}  // namespace marquee::discovery
