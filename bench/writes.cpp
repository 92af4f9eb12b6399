#include "bench/writes.h"

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/generated_catalogue.h"
#include "bench/measured_server.h"
#include "bench/report.h"
#include "bench/spread.h"
#include "tests/support/sign_in.h"

namespace marquee::bench {
namespace {

constexpr int kConnections = 64;
constexpr std::int64_t kMovies = 1'000;

/// A file with the ids of so many movies.
std::string ids(const Options& options, std::int64_t movies) {
    const GeneratedCatalogue catalogue(kMovies, kSeed);
    const std::string path = options.folder + "/ids-" + std::to_string(movies);
    std::ofstream out(path);
    for (std::int64_t i = 0; i < movies; ++i) out << catalogue.id(i) << "\n";
    out.close();
    if (!out) throw std::runtime_error("can't write " + path);
    return path;
}

}  // namespace

void writes(const Options& options) {
    Report report(
        "writes",
        "`PUT /v1/ratings/movie/{id}/users/{user}`, asked by wrk, of random users: of one "
        "of 1,000 movies, and of always the same. Each answer waits for its commit; "
        "\"each\" commits every rating by itself, over as many connections as the pool "
        "has, \"groups\" those together that came while others were committed");
    Table table{{"rated", "connections", "ratings/s", "p99, ms", "processor time for each, µs"},
                {}};
    Table compared{{"groups beside each", "ratings/s", "p99", "processor time"}, {}};
    std::vector<Bar> bars;
    const std::string files[] = {ids(options, kMovies), ids(options, 1)};
    const std::string names[] = {"spread", "one movie"};
    for (const auto& engine : options.engines) {
        std::vector<MeasuredLoad> loads;
        for (int i = 0; i < 2; ++i) {
            for (const std::string how : {"each", "groups"}) {
                const auto server = server_named(options, engine + "-" + how);
                loads.push_back({engine + ", " + names[i] + ", " + how,
                                 server,
                                 {0, kConnections, options.seconds, {"put", files[i]}}});
            }
        }
        for (int round = -1; round < options.rounds; ++round) {
            for (auto& load : loads) {
                MeasuredLoad warming = load;
                auto& counted = round < 0 ? warming : load;
                // Anew each time, since a token is good for some minutes only.
                test::let_clients_sign_in(load.server.port, {}, options.admin_password);
                counted.load.authorization = test::authorization_at(load.server.port);
                counted.run();
            }
        }
        for (const auto& load : loads) table.rows.push_back(load.row());
        for (std::size_t i = 0; i < 2; ++i) {
            const auto& each = loads[2 * i];
            const auto& groups = loads[2 * i + 1];
            const std::string name = engine + ", " + names[i];
            const auto times = spread_of(ratios(groups.per_second, each.per_second));
            compared.rows.push_back(
                {name, text_of(times, 2),
                 text_of(spread_of(ratios(groups.p99_milliseconds, each.p99_milliseconds)), 2),
                 text_of(spread_of(ratios(groups.microseconds, each.microseconds)), 2)});
            bars.push_back({name, times});
        }
    }
    report.add(table);
    report.add(compared);
    report.add_chart("groups", "Ratings committed in groups, beside each by itself", "times", bars,
                     2);
    report.publish(options.results);
}

}  // namespace marquee::bench
