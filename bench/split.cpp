#include "bench/split.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/generated_catalogue.h"
#include "bench/load.h"
#include "bench/measured_server.h"
#include "bench/report.h"
#include "bench/rounds.h"
#include "bench/spread.h"
#include "tests/support/kept_client.h"

namespace marquee::bench {
namespace {

/// Somewhere to ask, and how that went.
struct Layout {
    std::string name;
    MeasuredServer server;

    Rounds rounds = {};
    std::vector<double> p50_milliseconds = {};
};

/// Reads random movies, each with its rating.
void read(const GeneratedCatalogue& catalogue, int clients, int seconds, Layout& layout) {
    const double before = layout.server.processor_seconds();
    const auto latencies =
        run_clients(clients, std::chrono::seconds(seconds), [&](int client) -> Step {
            auto http = std::make_shared<test::KeptClient>(layout.server.port);
            return [http, &catalogue, state = static_cast<std::uint64_t>(client)]() mutable {
                const auto movie = static_cast<std::int64_t>(
                    next_random(state) % static_cast<std::uint64_t>(catalogue.size()));
                return http->request("GET", "/v1/movies/" + catalogue.id(movie)).status == 200;
            };
        });
    if (latencies.failures > 0) throw std::runtime_error(layout.name + ": reads failed");
    layout.rounds.add(latencies, layout.server.processor_seconds() - before);
    layout.p50_milliseconds.push_back(latencies.percentile(0.5));
}

std::string times(const std::vector<double>& numbers, const std::vector<double>& to) {
    return text_of(spread_of(ratios(numbers, to)), 2);
}

}  // namespace

void split(const Options& options) {
    const GeneratedCatalogue catalogue(options.movies, kSeed);
    Table table{row({"clients", "processes", "p50, ms"}, kRoundsHead), {}};
    Chart chart{"reads", "GET /v1/movies/{id}", "requests/s", {}, 0};
    Table compared{{"three beside one", "p50", "requests/s", "p99", "processor time"}, {}};
    Chart ratio{"beside", "Three processes beside one", "times the throughput", {}, 2};
    for (const int clients : {1, options.clients}) {
        const std::string number = std::to_string(clients);
        const std::string who = number + (clients == 1 ? " client" : " clients");
        Layout layouts[] = {{"one", server_named(options, "one")},
                            {"three", server_named(options, "three")}};
        for (int round = -1; round < options.rounds; ++round) {
            for (Layout& layout : layouts) {
                Layout warming = layout;
                read(catalogue, clients, options.seconds, round < 0 ? warming : layout);
            }
        }
        for (const Layout& layout : layouts) {
            table.rows.push_back(
                row({number, layout.name, text_of(spread_of(layout.p50_milliseconds), 2)},
                    layout.rounds.cells()));
            chart.bars.push_back({layout.name + ", " + who, spread_of(layout.rounds.per_second)});
        }
        const auto& [one, three] = layouts;
        const auto more = spread_of(ratios(three.rounds.per_second, one.rounds.per_second));
        compared.rows.push_back({who, times(three.p50_milliseconds, one.p50_milliseconds),
                                 text_of(more, 2),
                                 times(three.rounds.p99_milliseconds, one.rounds.p99_milliseconds),
                                 times(three.rounds.microseconds, one.rounds.microseconds)});
        ratio.bars.push_back({who, more});
    }
    Report report(options, "split",
                  "`GET /v1/movies/{id}`, uncached, of random movies among " +
                      std::to_string(options.movies) +
                      ": one process, and three (movie; metadata and identity; rating)");
    report.add(table, chart);
    report.add(compared, ratio);
    report.publish();
}

}  // namespace marquee::bench
