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
    /// Those of what is measured beside it.
    int other_port = 0;
    std::vector<int> other_processes;
    /// The folder of results.md; nothing is written without it.
    std::string results;
    /// Of the server's account admin: letters and digits.
    std::string admin_password;
};

}  // namespace marquee::bench
