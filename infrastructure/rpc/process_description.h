#pragma once

#include <map>
#include <string>
#include <vector>

#include "domain/shared/call.h"
#include "domain/shared/clock.h"

namespace marquee::rpc {

class Channel;

/// What a process of Marquee says of itself.
struct ProcessDescription {
    std::string version;
    /// Those that it hosts.
    std::vector<std::string> contexts;
    Timestamp started_at{};
    bool draining = false;
    /// What it needs and does not have, and why.
    std::map<std::string, std::string> problems;
};

/// Asks the process at the other end. Throws what Channel::call does.
ProcessDescription describe_process(Channel& channel, const Call& call);

}  // namespace marquee::rpc
