#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bench/options.h"
#include "bench/report.h"
#include "bench/rounds.h"
#include "bench/wrk.h"

namespace marquee::bench {

/// A server that is asked.
struct MeasuredServer {
    int port = 0;
    std::vector<int> processes;

    /// Of all its processes.
    double processor_seconds() const;
    double resident_megabytes() const;
};

/// Of the options' servers, each of which is "NAME=PORT:PROCESS[,PROCESS…]". Throws when there is
/// none of that name.
MeasuredServer server_named(const Options& options, const std::string& name);

/// One kind of load by wrk, and how it went.
struct MeasuredLoad {
    std::string name;
    MeasuredServer server;
    WrkLoad load;
    /// Called before each run, if there is any: may change the load; what it answers stays until
    /// the run is over.
    std::function<std::shared_ptr<void>(WrkLoad&)> prepare = {};

    Rounds rounds = {};
    /// Resident memory of the server at the end of each run.
    std::vector<double> megabytes = {};

    /// Runs it once, and notes how that went.
    void run();
};

/// Runs all of them in each round, in turn; the first time does not count.
void run_interleaved(std::vector<MeasuredLoad>& loads, int rounds);

/// What they came to. `what` heads the column of their names.
Table table_of(const std::string& what, const std::vector<MeasuredLoad>& loads);
Chart chart_of(const std::string& name, const std::string& title,
               const std::vector<MeasuredLoad>& loads);

}  // namespace marquee::bench
