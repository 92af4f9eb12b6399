#pragma once

#include <string>
#include <vector>

#include "bench/options.h"
#include "bench/wrk.h"

namespace marquee::bench {

/// A server that is asked by wrk.
struct MeasuredServer {
    int port = 0;
    std::vector<int> processes;
};

/// Of the options' servers, each of which is "NAME=PORT:PROCESS[,PROCESS…]". Throws when there is
/// none of that name.
MeasuredServer server_named(const Options& options, const std::string& name);

/// One kind of load, and how it went: one number for each round.
struct MeasuredLoad {
    std::string name;
    MeasuredServer server;
    WrkLoad load;

    std::vector<double> per_second = {};
    std::vector<double> p99_milliseconds = {};
    /// Processor time of the server for each request.
    std::vector<double> microseconds = {};

    /// Runs it once, and notes how that went.
    void run();
    /// For a table: "GET …, 32 connections", requests/s, p99, processor time.
    std::vector<std::string> row() const;
};

/// Runs all of them in each round, in turn; the first time does not count.
void run_interleaved(std::vector<MeasuredLoad>& loads, int rounds);

}  // namespace marquee::bench
