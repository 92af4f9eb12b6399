#pragma once

#include <string>
#include <vector>

namespace marquee::bench {

/// What wrk is told.
struct WrkLoad {
    int port = 0;
    int connections = 1;
    int seconds = 1;
    /// What bench/wrk.lua is told: "get FILE" asks for the targets that are the lines of a file, at
    /// random; "put FILE" rates the movies whose ids are its lines.
    std::vector<std::string> work;
    /// Sent as Authorization, when it isn't empty.
    std::string authorization = {};
};

/// Writes a file of these lines into the folder; answers its path.
std::string lines_file(const std::string& folder, const std::string& name,
                       const std::vector<std::string>& lines);

/// How that went.
struct WrkResult {
    double per_second = 0;
    double p99_milliseconds = 0;
    double requests = 0;
};

/// Runs wrk with as many threads as there are processors for this process. Throws when it can't be
/// run, and when an answer is missing or isn't a 2xx.
WrkResult run_wrk(const WrkLoad& load);

}  // namespace marquee::bench
