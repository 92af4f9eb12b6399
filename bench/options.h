#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace marquee::bench {

/// What the measurements are told; each uses what it needs.
struct Options {
    std::string database_url;
    std::int64_t movies = 10'000;
    int port = 0;
    int clients = 8;
    int seconds = 5;
    int events = 10'000;
    int rounds = 5;
    /// The server's process id.
    int process = 0;
    /// That of what is measured beside it.
    int other_port = 0;
    /// What measured_server.h's server_named() reads.
    std::vector<std::string> servers;
    /// Where the databases of those servers are, each as "NAME=URL".
    std::vector<std::string> databases;
    /// What databases are measured: "sqlite", "mysql".
    std::vector<std::string> engines;
    /// Where files may be made for the time of the measurement.
    std::string folder;
    /// The folder of results.md; nothing is written without it.
    std::string results;
    /// Of what is measured, as results.md tells them.
    std::string versions;
    /// Of made-up data.
    std::int64_t ratings = 1'000'000;
    /// The marquee that is started.
    std::string program;
    /// Of the server's account admin: letters and digits.
    std::string admin_password;
};

}  // namespace marquee::bench
