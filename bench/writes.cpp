#include "bench/writes.h"

#include <string>
#include <utility>
#include <vector>

#include "bench/generated_catalogue.h"
#include "bench/measured_server.h"
#include "bench/report.h"
#include "bench/rounds.h"
#include "tests/support/sign_in.h"

namespace marquee::bench {
namespace {

constexpr int kConnections = 64;
constexpr std::int64_t kMovies = 1'000;

/// A file with the ids of so many movies.
std::string ids(const Options& options, std::int64_t movies) {
    const GeneratedCatalogue catalogue(kMovies, kSeed);
    std::vector<std::string> lines;
    for (std::int64_t i = 0; i < movies; ++i) lines.push_back(catalogue.id(i));
    return lines_file(options.folder, "ids-" + std::to_string(movies), lines);
}

}  // namespace

void writes(const Options& options) {
    const std::pair<std::string, std::string> kinds[] = {{"spread", ids(options, kMovies)},
                                                         {"one movie", ids(options, 1)}};
    // Anew each time, since a token is good for some minutes only.
    const auto sign_in = [&](WrkLoad& load) {
        test::let_clients_sign_in(load.port, {}, options.admin_password);
        load.authorization = test::authorization_at(load.port);
        return nullptr;
    };
    std::vector<MeasuredLoad> all;
    Comparison compared("groups beside each");
    for (const auto& engine : options.engines) {
        std::vector<MeasuredLoad> loads;
        for (const auto& [kind, file] : kinds) {
            for (const std::string how : {"each", "groups"}) {
                loads.push_back({engine + ", " + kind + ", " + how,
                                 server_named(options, engine + "-" + how),
                                 {0, kConnections, options.seconds, {"put", file}},
                                 sign_in});
            }
        }
        run_interleaved(loads, options.rounds);
        for (std::size_t i = 0; i < loads.size(); i += 2) {
            compared.add(engine + ", " + kinds[i / 2].first, loads[i + 1].rounds, loads[i].rounds);
        }
        all.insert(all.end(), loads.begin(), loads.end());
    }
    Report report(
        options, "writes",
        "`PUT /v1/ratings/movie/{id}/users/{user}`, asked by wrk, of random users: of one "
        "of 1,000 movies, and of always the same. Each answer waits for its commit; "
        "\"each\" commits every rating by itself, over as many connections as the pool "
        "has, \"groups\" those together that came while others were committed");
    report.add(table_of("rated", all), chart_of("rated", "Ratings", all));
    report.add(compared.table(),
               compared.chart("groups", "Ratings committed in groups, beside each by itself"));
    report.publish();
}

}  // namespace marquee::bench
