#include "bench/measured_server.h"

#include <iostream>
#include <sstream>
#include <stdexcept>

#include "bench/processor_time.h"
#include "bench/spread.h"

namespace marquee::bench {
namespace {

double processor_seconds(const MeasuredServer& server) {
    double sum = 0;
    for (const int process : server.processes) sum += bench::processor_seconds(process);
    return sum;
}

}  // namespace

MeasuredServer server_named(const Options& options, const std::string& name) {
    for (const auto& text : options.servers) {
        if (!text.starts_with(name + "=")) continue;
        std::istringstream in(text.substr(name.size() + 1));
        MeasuredServer server;
        in >> server.port;
        int process = 0;
        for (char separator = 0; in >> separator >> process;) server.processes.push_back(process);
        return server;
    }
    throw std::runtime_error("no --server " + name + "=PORT:PROCESS");
}

void MeasuredLoad::run() {
    load.port = server.port;
    const double before = processor_seconds(server);
    const auto result = run_wrk(load);
    const double used = processor_seconds(server) - before;
    per_second.push_back(result.per_second);
    p99_milliseconds.push_back(result.p99_milliseconds);
    microseconds.push_back(used / result.requests * 1e6);
}

std::vector<std::string> MeasuredLoad::row() const {
    return {name, std::to_string(load.connections), text_of(spread_of(per_second), 0),
            text_of(spread_of(p99_milliseconds), 2), text_of(spread_of(microseconds), 1)};
}

void run_interleaved(std::vector<MeasuredLoad>& loads, int rounds) {
    for (int round = -1; round < rounds; ++round) {
        for (auto& load : loads) {
            MeasuredLoad warming = load;
            auto& counted = round < 0 ? warming : load;
            counted.run();
            std::cerr << (round < 0 ? "warming" : "round " + std::to_string(round + 1)) << ", "
                      << load.name << ", " << load.load.connections
                      << " connections: " << text_of(counted.per_second.back(), 0) << "/s\n";
        }
    }
}

}  // namespace marquee::bench
