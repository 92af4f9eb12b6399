#include "bench/reads.h"

#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/generated_catalogue.h"
#include "bench/measured_server.h"
#include "bench/report.h"
#include "bench/spread.h"
#include "tests/support/http_client.h"

namespace marquee::bench {
namespace {

/// Of the generated catalogue that fits into the cache.
constexpr std::int64_t kSmall = 1'000;
constexpr int kIdle = 10'000;

std::string written(const Options& options, const std::string& name,
                    const std::vector<std::string>& lines) {
    const std::string path = options.folder + "/" + name;
    std::ofstream out(path);
    for (const auto& line : lines) out << line << "\n";
    out.close();
    if (!out) throw std::runtime_error("can't write " + path);
    return path;
}

std::vector<std::string> targets(std::int64_t movies) {
    const GeneratedCatalogue catalogue(movies, kSeed);
    std::vector<std::string> lines;
    for (std::int64_t i = 0; i < movies; ++i) lines.push_back("/v1/movies/" + catalogue.id(i));
    return lines;
}

/// Connections that have asked once, and ask nothing more.
std::vector<std::unique_ptr<test::HttpConnection>> idle_connections(const MeasuredServer& server) {
    std::vector<std::unique_ptr<test::HttpConnection>> all;
    for (int i = 0; i < kIdle; ++i) {
        all.push_back(std::make_unique<test::HttpConnection>(server.port));
        all.back()->send("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        if (all.back()->read_reply().status != 200) throw std::runtime_error("an idle one failed");
    }
    return all;
}

/// Resident memory of a process, in MB.
double memory_of(int process) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string word; status >> word;) {
        if (word == "VmRSS:" && status >> word) return std::stod(word) / 1024;
    }
    throw std::runtime_error("the server is gone");
}

/// What the issue asks: how one load does beside another.
class Comparison {
public:
    void add(const std::string& what, const MeasuredLoad& one, const MeasuredLoad& other) {
        const auto throughput = spread_of(ratios(one.per_second, other.per_second));
        table.rows.push_back(
            {what, text_of(throughput, 2),
             text_of(spread_of(ratios(one.p99_milliseconds, other.p99_milliseconds)), 2),
             text_of(spread_of(ratios(one.microseconds, other.microseconds)), 2)});
        bars.push_back({what, throughput});
    }

    Table table{{"compared", "throughput", "p99", "processor time"}, {}};
    std::vector<Bar> bars;
};

}  // namespace

std::string rated_movie(int ratings) {
    return "rated-" + std::to_string(ratings);
}

void reads(const Options& options) {
    const auto small = server_named(options, "small");
    const auto large = server_named(options, "large");
    const auto nginx = server_named(options, "nginx");
    const auto get = [&](const std::string& name, const MeasuredServer& server, int connections,
                         const std::string& file) {
        return MeasuredLoad{name, server, {0, connections, options.seconds, {"get", file}}};
    };
    const auto movie = [&](int ratings) {
        return written(options, rated_movie(ratings), {"/v1/movies/" + rated_movie(ratings)});
    };
    const std::string root = written(options, "root", {"/"});
    const std::string hot = movie(1'000'000);
    std::vector<MeasuredLoad> loads{
        get("nginx, the same bytes", nginx, 32, root),
        get("a movie with 1,000,000 ratings", small, 32, hot),
        get("nginx, the same bytes", nginx, 256, root),
        get("a movie with 1,000,000 ratings", small, 256, hot),
        get("a movie with 1,000 ratings", small, 32, movie(1'000)),
        get("a movie with 1 rating", small, 32, movie(1)),
        get("any of 1,000 movies", small, 32, written(options, "small", targets(kSmall))),
        get("any of " + std::to_string(options.movies) + " movies", large, 32,
            written(options, "large", targets(options.movies)))};
    run_interleaved(loads, options.rounds);

    std::vector<MeasuredLoad> alone{get("none beside", small, 32, hot)};
    std::vector<MeasuredLoad> beside{get("10,000 idle connections beside", small, 32, hot)};
    std::vector<double> memory;
    for (int round = 0; round < options.rounds; ++round) {
        alone.front().run();
        const auto idle = idle_connections(small);
        beside.front().run();
        memory.push_back(memory_of(small.processes.front()));
    }

    Report report("reads", "`GET /v1/movies/{id}`, asked by wrk over connections that are kept");
    Table table{{"asked", "connections", "requests/s", "p99, ms", "processor time for each, µs"},
                {}};
    for (const auto& load : loads) table.rows.push_back(load.row());
    table.rows.push_back(alone.front().row());
    table.rows.push_back(beside.front().row());
    report.add(table);
    Comparison compared;
    compared.add("beside nginx, 32 connections", loads[1], loads[0]);
    compared.add("beside nginx, 256 connections", loads[3], loads[2]);
    compared.add("1,000 ratings beside 1", loads[4], loads[5]);
    compared.add("1,000,000 ratings beside 1", loads[1], loads[5]);
    compared.add("any of 1,000 movies beside one", loads[6], loads[5]);
    compared.add(loads[7].name + " beside any of 1,000", loads[7], loads[6]);
    compared.add("10,000 idle connections beside none", beside.front(), alone.front());
    report.add(compared.table);
    report.add("Resident memory of the server with 10,000 idle connections and the load: " +
               text_of(spread_of(memory), 0) + " MB.");
    report.add_chart("compared", "GET /v1/movies/{id}, throughput", "times", compared.bars, 2);
    report.publish(options.results);
}

}  // namespace marquee::bench
