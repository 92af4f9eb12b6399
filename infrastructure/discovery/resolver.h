#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace marquee::discovery {

/// Answers all addresses of a host, without ports and brackets. Throws Error `unavailable` when it
/// knows none. May take its time. Callable from any thread.
using Resolver = std::function<std::vector<std::string>(const std::string& host)>;

/// What the system knows: its DNS and its hosts file.
std::vector<std::string> system_resolver(const std::string& host);

/// What `resolver` answers, but no later than `deadline` or when `stop` is asked for: then throws
/// Error `deadline_exceeded`, and leaves the resolver to itself in a thread of its own.
std::vector<std::string> resolve_by(std::chrono::steady_clock::time_point deadline,
                                    const std::stop_token& stop, const Resolver& resolver,
                                    const std::string& host);

}  // namespace marquee::discovery
