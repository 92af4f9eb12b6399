#include "bench/catalogues.h"

#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/catalogue_measures.h"
#include "bench/process_use.h"
#include "bench/report.h"
#include "bench/spread.h"
#include "tests/support/sign_in.h"

namespace marquee::bench {
namespace {

/// How one kind of requests went, one number for each round.
struct Asked {
    std::vector<double> per_second;
    std::vector<double> p50;
    std::vector<double> p99;

    void add(const Latencies& latencies) {
        per_second.push_back(latencies.per_second());
        p50.push_back(latencies.percentile(0.5));
        p99.push_back(latencies.percentile(0.99));
    }
};

/// What is asked, in the order of the table.
constexpr std::pair<const char*, Latencies (*)(const Options&, const ServedCatalogue&, int)>
    kKinds[] = {
        {"list, first page", measure_lists},   {"list, page 100 or last", measure_later_page},
        {"search", measure_searches},          {"suggest", measure_suggestions},
        {"words in the index", measure_words}, {"words by LIKE", measure_like}};
constexpr std::size_t kIndex = 4;
constexpr std::size_t kLike = 5;

/// One size, and all that is measured of it.
struct Size {
    std::string movies;
    ServedCatalogue catalogue;
    /// As standard input has it.
    std::map<std::string, std::vector<double>> seen = {};

    Asked asked[std::size(kKinds)] = {};
    std::vector<double> written = {};
    std::vector<double> shown = {};
    std::vector<double> visible_p50 = {};
    std::vector<double> visible_p99 = {};
    std::vector<double> ratings_per_second = {};
};

std::vector<Size> sizes_of(const Options& options) {
    std::vector<Size> sizes;
    for (const auto& database : options.databases) {
        const auto end = database.find('=');
        const std::string movies = database.substr(0, end);
        const auto server = server_named(options, movies);
        test::let_clients_sign_in(server.port, {}, options.admin_password);
        sizes.push_back(
            {movies,
             {GeneratedCatalogue(std::stoll(movies), kSeed), server, database.substr(end + 1)}});
    }
    if (sizes.empty()) throw std::runtime_error("no --database MOVIES=URL");
    std::string movies;
    std::string what;
    double value = 0;
    while (std::cin >> movies >> what >> value) {
        for (auto& size : sizes) {
            if (size.movies == movies) size.seen[what].push_back(value);
        }
    }
    return sizes;
}

void measure(const Options& options, int round, Size& size) {
    for (std::size_t i = 0; i < std::size(kKinds); ++i) {
        const auto latencies = kKinds[i].second(options, size.catalogue, round);
        std::cerr << size.movies << " movies, " << kKinds[i].first << ": " << text_of(latencies)
                  << "\n";
        size.asked[i].add(latencies);
    }
    const auto ingest = measure_ingest(options, size.catalogue);
    size.written.push_back(ingest.written);
    size.shown.push_back(ingest.shown);
    const auto visible = measure_visible(options, size.catalogue);
    size.visible_p50.push_back(visible.shown.percentile(0.5));
    size.visible_p99.push_back(visible.shown.percentile(0.99));
    size.ratings_per_second.push_back(visible.ratings_per_second);
    std::cerr << size.movies << " movies, taken in after " << text_of(ingest.shown, 2)
              << " s; visible: " << text_of(visible.shown) << "\n";
}

std::string text(const std::vector<double>& numbers, int digits) {
    return numbers.empty() ? "" : text_of(spread_of(numbers), digits);
}

void add_asked(const std::vector<Size>& sizes, Report& report) {
    const auto& least = sizes.front();
    Table table{{"asked", "movies", "requests/s", "p50, ms", "p99, ms",
                 "p99 beside that of " + least.movies + " movies"},
                {}};
    Chart chart{"asked", "Lists, searches and suggestions, 99th percentile", "ms", {}, 2};
    for (std::size_t i = 0; i < kIndex; ++i) {
        for (const auto& size : sizes) {
            const auto& asked = size.asked[i];
            table.rows.push_back({kKinds[i].first, size.movies, text(asked.per_second, 0),
                                  text(asked.p50, 2), text(asked.p99, 2),
                                  text(ratios(asked.p99, least.asked[i].p99), 2)});
            chart.bars.push_back({std::string(kKinds[i].first) + ", " + size.movies + " movies",
                                  spread_of(asked.p99)});
        }
    }
    report.add(table, chart);
}

void add_like(const std::vector<Size>& sizes, Report& report) {
    Table table{{"movies", "words by LIKE, requests/s", "p99, ms",
                 "the same words in the index, requests/s", "p99, ms", "times as many"},
                {}};
    Chart chart{"like", "Words in the index, beside LIKE", "times as many", {}, 1};
    for (const auto& size : sizes) {
        const auto& like = size.asked[kLike];
        const auto& index = size.asked[kIndex];
        const auto times = spread_of(ratios(index.per_second, like.per_second));
        table.rows.push_back({size.movies, text(like.per_second, 0), text(like.p99, 2),
                              text(index.per_second, 0), text(index.p99, 2), text_of(times, 1)});
        chart.bars.push_back({size.movies + " movies", times});
    }
    report.add(table, chart);
}

void add_rebuilding(const std::vector<Size>& sizes, Report& report) {
    Table table{{"movies", "complete after the start, s", "rebuilt after, s",
                 "most memory until then, MB", "most memory at the end, MB"},
                {}};
    Chart chart{"rebuilt", "The read model with its index, rebuilt", "s", {}, 1};
    for (const auto& size : sizes) {
        double end = 0;
        for (const int process : size.catalogue.server.processes) end += peak_megabytes(process);
        const auto seen = [&](const std::string& what) {
            const auto found = size.seen.find(what);
            return found == size.seen.end() ? std::vector<double>() : found->second;
        };
        table.rows.push_back({size.movies, text(seen("complete"), 1), text(seen("rebuilt"), 1),
                              text(seen("memory"), 0), text_of(end, 0)});
        if (const auto rebuilt = seen("rebuilt"); !rebuilt.empty()) {
            chart.bars.push_back({size.movies + " movies", spread_of(rebuilt)});
        }
    }
    report.add(table, chart);
}

void add_changes(const Options& options, const std::vector<Size>& sizes, Report& report) {
    const std::string events = std::to_string(options.events);
    Table taken{{"movies", events + " ratings written in, s",
                 "in the read model so long after the last commit, s"},
                {}};
    Chart taken_chart{
        "taken-in", events + " ratings, from the last commit to the read model", "s", {}, 2};
    Table visible{{"movies", "shown after, p50, ms", "p99, ms", "ratings/s meanwhile"}, {}};
    Chart visible_chart{
        "visible", "From a write's answer to the list, 99th percentile", "ms", {}, 1};
    for (const auto& size : sizes) {
        taken.rows.push_back({size.movies, text(size.written, 2), text(size.shown, 2)});
        taken_chart.bars.push_back({size.movies + " movies", spread_of(size.shown)});
        visible.rows.push_back({size.movies, text(size.visible_p50, 1), text(size.visible_p99, 1),
                                text(size.ratings_per_second, 0)});
        visible_chart.bars.push_back({size.movies + " movies", spread_of(size.visible_p99)});
    }
    report.add(taken, taken_chart);
    report.add(visible, visible_chart);
}

}  // namespace

void catalogues(const Options& options) {
    auto sizes = sizes_of(options);
    for (int round = 0; round < options.rounds; ++round) {
        std::cerr << "round " << round + 1 << "\n";
        for (auto& size : sizes) measure(options, round, size);
    }
    const std::string& engine = options.engines.at(0);
    Report report(options, "catalogues-" + engine,
                  "Made-up catalogues on " + engine + ", asked by " +
                      std::to_string(options.clients) +
                      " clients on the same processors; no answers are kept. Memory is the "
                      "server's");
    add_asked(sizes, report);
    add_like(sizes, report);
    add_rebuilding(sizes, report);
    add_changes(options, sizes, report);
    report.publish();
}

}  // namespace marquee::bench
