#pragma once

#include <string>
#include <vector>

#include "bench/load.h"
#include "bench/report.h"

namespace marquee::bench {

/// How one kind of load went: one number for each round.
struct Rounds {
    std::vector<double> per_second;
    std::vector<double> p99_milliseconds;
    /// Processor time of the server for each request.
    std::vector<double> microseconds;

    /// Notes a round in which the server used so many seconds of its processors.
    void add(const Latencies& latencies, double processor_seconds);
    /// For a table, as kRoundsHead says.
    std::vector<std::string> cells() const;
};

inline const std::vector<std::string> kRoundsHead = {"requests/s", "p99, ms",
                                                     "processor time for each, µs"};

/// `front`, and behind it `more`: a row of a table.
std::vector<std::string> row(std::vector<std::string> front, const std::vector<std::string>& more);

/// How some loads do beside others.
class Comparison {
public:
    /// `what` heads the column of names.
    explicit Comparison(const std::string& what);

    /// Round by round.
    void add(const std::string& name, const Rounds& one, const Rounds& other);

    const Table& table() const { return table_; }
    /// Of throughput.
    Chart chart(const std::string& name, const std::string& title) const;

private:
    Table table_;
    std::vector<Bar> bars_;
};

}  // namespace marquee::bench
