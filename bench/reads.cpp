#include "bench/reads.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/generated_catalogue.h"
#include "bench/measured_server.h"
#include "bench/report.h"
#include "bench/rounds.h"
#include "bench/spread.h"
#include "tests/support/http_client.h"

namespace marquee::bench {
namespace {

/// Of the generated catalogue that fits into the cache.
constexpr std::int64_t kSmall = 1'000;
constexpr int kIdle = 10'000;

std::vector<std::string> targets(std::int64_t movies) {
    const GeneratedCatalogue catalogue(movies, kSeed);
    std::vector<std::string> lines;
    for (std::int64_t i = 0; i < movies; ++i) lines.push_back("/v1/movies/" + catalogue.id(i));
    return lines;
}

/// Connections that have asked once, and ask nothing more.
using Idle = std::vector<std::unique_ptr<test::HttpConnection>>;

std::shared_ptr<Idle> idle_connections(const WrkLoad& load) {
    auto all = std::make_shared<Idle>();
    for (int i = 0; i < kIdle; ++i) {
        all->push_back(std::make_unique<test::HttpConnection>(load.port));
        all->back()->send("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        if (all->back()->read_reply().status != 200) throw std::runtime_error("an idle one failed");
    }
    return all;
}

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
    const auto file = [&](const std::string& name, const std::vector<std::string>& lines) {
        return lines_file(options.folder, name, lines);
    };
    const auto movie = [&](int ratings) {
        return file(rated_movie(ratings), {"/v1/movies/" + rated_movie(ratings)});
    };
    const std::string root = file("root", {"/"});
    const std::string hot = movie(1'000'000);
    std::vector<MeasuredLoad> loads{
        get("nginx, the same bytes", nginx, 32, root),
        get("a movie with 1,000,000 ratings", small, 32, hot),
        get("10,000 idle connections beside it", small, 32, hot),
        get("nginx, the same bytes", nginx, 256, root),
        get("a movie with 1,000,000 ratings", small, 256, hot),
        get("a movie with 1,000 ratings", small, 32, movie(1'000)),
        get("a movie with 1 rating", small, 32, movie(1)),
        get("any of 1,000 movies", small, 32, file("small", targets(kSmall))),
        get("any of " + std::to_string(options.movies) + " movies", large, 32,
            file("large", targets(options.movies)))};
    auto& beside = loads[2];
    beside.prepare = idle_connections;
    run_interleaved(loads, options.rounds);

    Report report(options, "reads",
                  "`GET /v1/movies/{id}`, asked by wrk over connections that are kept");
    report.add(table_of("asked", loads), chart_of("asked", "GET /v1/movies/{id}", loads));
    Comparison compared("compared");
    const auto compare = [&](const std::string& name, const MeasuredLoad& one,
                             const MeasuredLoad& other) {
        compared.add(name, one.rounds, other.rounds);
    };
    compare("beside nginx, 32 connections", loads[1], loads[0]);
    compare("beside nginx, 256 connections", loads[4], loads[3]);
    compare("1,000 ratings beside 1", loads[5], loads[6]);
    compare("1,000,000 ratings beside 1", loads[1], loads[6]);
    compare("any of 1,000 movies beside one", loads[7], loads[6]);
    compare(loads[8].name + " beside any of 1,000", loads[8], loads[7]);
    compare("10,000 idle connections beside none", beside, loads[1]);
    report.add(compared.table(), compared.chart("compared", "GET /v1/movies/{id}, throughput"));
    report.add("Resident memory of the server with 10,000 idle connections and the load: " +
               text_of(spread_of(beside.megabytes), 0) + " MB.");
    report.publish();
}

}  // namespace marquee::bench
