#include "bench/measured_server.h"

#include <iostream>
#include <sstream>
#include <stdexcept>

#include "bench/process_use.h"
#include "bench/spread.h"

namespace marquee::bench {

double MeasuredServer::processor_seconds() const {
    double sum = 0;
    for (const int process : processes) sum += bench::processor_seconds(process);
    return sum;
}

double MeasuredServer::resident_megabytes() const {
    double sum = 0;
    for (const int process : processes) sum += bench::resident_megabytes(process);
    return sum;
}

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
    const auto kept = prepare ? prepare(load) : nullptr;
    const double before = server.processor_seconds();
    const auto result = run_wrk(load);
    const double used = server.processor_seconds() - before;
    rounds.per_second.push_back(result.per_second);
    rounds.p99_milliseconds.push_back(result.p99_milliseconds);
    rounds.microseconds.push_back(used / result.requests * 1e6);
    megabytes.push_back(server.resident_megabytes());
}

void run_interleaved(std::vector<MeasuredLoad>& loads, int rounds) {
    for (int round = -1; round < rounds; ++round) {
        for (auto& load : loads) {
            MeasuredLoad warming = load;
            auto& counted = round < 0 ? warming : load;
            counted.run();
            std::cerr << (round < 0 ? "warming" : "round " + std::to_string(round + 1)) << ", "
                      << load.name << ", " << load.load.connections
                      << " connections: " << text_of(counted.rounds.per_second.back(), 0) << "/s\n";
        }
    }
}

Table table_of(const std::string& what, const std::vector<MeasuredLoad>& loads) {
    Table table{row({what, "connections"}, kRoundsHead), {}};
    for (const auto& load : loads) {
        table.rows.push_back(
            row({load.name, std::to_string(load.load.connections)}, load.rounds.cells()));
    }
    return table;
}

Chart chart_of(const std::string& name, const std::string& title,
               const std::vector<MeasuredLoad>& loads) {
    Chart chart{name, title, "requests/s", {}, 0};
    for (const auto& load : loads) {
        chart.bars.push_back({load.name + ", " + std::to_string(load.load.connections),
                              spread_of(load.rounds.per_second)});
    }
    return chart;
}

}  // namespace marquee::bench
