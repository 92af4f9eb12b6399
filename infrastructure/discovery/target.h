#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace marquee::discovery {

/// Addresses that stand in the setting itself.
struct StaticTarget {
    /// At least one, each as is_address() has it.
    std::vector<std::string> addresses;
};

/// All addresses of a name in the DNS.
struct DnsTarget {
    std::string host;
    std::uint16_t port;
};

/// The instances that have registered themselves in etcd.
struct EtcdTarget {
    /// Which context's; empty for the peer's own.
    std::string context;
};

/// Where an operator says that the instances of a peer are.
using Target = std::variant<StaticTarget, DnsTarget, EtcdTarget>;

/// The target that `text` names: "host:port", "host:port,host2:port2", "dns:host:port", "etcd:" or
/// "etcd:<context>". Throws Error `invalid`, which says what is wrong with it.
Target parse_target(const std::string& text);

/// Whether it is "host:port", with a name, an IPv4 address or an IPv6 address in brackets, and a
/// port from 1 to 65535.
bool is_address(std::string_view text);

/// Whether it may be the name of a context: lower-case letters, at most 32.
bool is_context_name(std::string_view text);

}  // namespace marquee::discovery
