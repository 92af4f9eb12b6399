#include "bench/split.h"

#include <memory>

#include "bench/generated_catalogue.h"
#include "bench/load.h"
#include "bench/processor_time.h"
#include "bench/report.h"
#include "tests/support/kept_client.h"

namespace marquee::bench {
namespace {

/// Somewhere to ask, and how that went, one number for each round.
struct Layout {
    std::string name;
    int port;
    std::vector<int> processes;

    std::vector<double> per_second = {};
    std::vector<double> p50 = {};
    std::vector<double> p99 = {};
    /// Processor time of all processes for each request.
    std::vector<double> microseconds = {};
};

double processor_seconds(const std::vector<int>& processes) {
    double sum = 0;
    for (const int process : processes) sum += bench::processor_seconds(process);
    return sum;
}

/// Reads random movies, each with its rating.
void read(const GeneratedCatalogue& catalogue, int clients, int seconds, Layout& layout) {
    const double before = processor_seconds(layout.processes);
    const auto latencies =
        run_clients(clients, std::chrono::seconds(seconds), [&](int client) -> Step {
            auto http = std::make_shared<test::KeptClient>(layout.port);
            return [http, &catalogue, state = static_cast<std::uint64_t>(client)]() mutable {
                const auto movie = static_cast<std::int64_t>(
                    next_random(state) % static_cast<std::uint64_t>(catalogue.size()));
                return http->request("GET", "/v1/movies/" + catalogue.id(movie)).status == 200;
            };
        });
    if (latencies.failures > 0) throw std::runtime_error(layout.name + ": reads failed");
    const double used = processor_seconds(layout.processes) - before;
    layout.per_second.push_back(latencies.per_second());
    layout.p50.push_back(latencies.percentile(0.5));
    layout.p99.push_back(latencies.percentile(0.99));
    layout.microseconds.push_back(used / static_cast<double>(latencies.milliseconds.size()) * 1e6);
}

std::string times(const std::vector<double>& numbers, const std::vector<double>& to) {
    return text_of(spread_of(ratios(numbers, to)), 2);
}

}  // namespace

void split(const Options& options) {
    const GeneratedCatalogue catalogue(options.movies, kSeed);
    Report report("split", "`GET /v1/movies/{id}`, uncached, of random movies among " +
                               std::to_string(options.movies) +
                               ": one process, and three (movie; metadata and identity; rating)");
    Table table{
        {"clients", "processes", "requests/s", "p50, ms", "p99, ms", "processor time for each, µs"},
        {}};
    std::vector<Bar> bars;
    for (const int clients : {1, options.clients}) {
        const std::string number = std::to_string(clients);
        Layout one{"one", options.port, {options.process}};
        Layout many{"three", options.other_port, options.other_processes};
        for (int round = -1; round < options.rounds; ++round) {
            Layout warming_one = one;
            Layout warming_many = many;
            read(catalogue, clients, options.seconds, round < 0 ? warming_one : one);
            read(catalogue, clients, options.seconds, round < 0 ? warming_many : many);
        }
        for (const Layout& layout : {one, many}) {
            table.rows.push_back({number, layout.name, text_of(spread_of(layout.per_second), 0),
                                  text_of(spread_of(layout.p50), 2),
                                  text_of(spread_of(layout.p99), 2),
                                  text_of(spread_of(layout.microseconds), 0)});
            bars.push_back({layout.name + ", " + number + (clients == 1 ? " client" : " clients"),
                            spread_of(layout.per_second)});
        }
        table.rows.push_back({number, "three beside one", times(many.per_second, one.per_second),
                              times(many.p50, one.p50), times(many.p99, one.p99),
                              times(many.microseconds, one.microseconds)});
    }
    report.add(table);
    report.add_chart("reads", "GET /v1/movies/{id}", "requests/s", bars, 0);
    report.publish(options.results);
}

}  // namespace marquee::bench
