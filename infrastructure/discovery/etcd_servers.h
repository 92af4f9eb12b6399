#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace marquee::discovery {

/// A server of etcd, and who we are to it.
struct EtcdServer {
    bool is_encrypted = false;
    std::string host;
    std::uint16_t port = 2379;
    /// Empty when it asks nobody who they are.
    std::string user = {};
    std::string password = {};

    /// Its URL without user and password, for logs.
    std::string name() const;
};

/// The servers that `text` names: "http://host:port" or "https://host:port", each with
/// "user:password@" before the host if need be, with commas between. Throws Error `invalid`, which
/// says what is wrong with it and no password.
std::vector<EtcdServer> parse_etcd_servers(const std::string& text);

}  // namespace marquee::discovery
