#include "bench/bulk_import.h"

#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bench/report.h"
#include "bench/spread.h"

namespace marquee::bench {
namespace {

constexpr const char* kOurs = "marquee";

struct Measured {
    std::vector<double> seconds;
    std::vector<double> megabytes;
};

std::vector<double> per_second(std::int64_t ratings, const std::vector<double>& seconds) {
    return ratios(std::vector<double>(seconds.size(), static_cast<double>(ratings)), seconds);
}

}  // namespace

void bulk_import(const Options& options) {
    /// By engine and way.
    std::map<std::pair<std::string, std::string>, Measured> all;
    std::string engine;
    std::string way;
    double seconds = 0;
    double megabytes = 0;
    while (std::cin >> engine >> way >> seconds >> megabytes) {
        auto& measured = all[{engine, way}];
        measured.seconds.push_back(seconds);
        measured.megabytes.push_back(megabytes);
    }
    Report report(options, "import",
                  "`marquee import movielens` of " + std::to_string(options.ratings) +
                      " ratings, with all that comes with them, beside what the engine "
                      "takes for the same rows, ending with their summaries");
    Table table{{"engine", "by", "ratings/s", "beside the engine's own", "most memory, MB"}, {}};
    std::vector<Bar> bars;
    for (const auto& [key, measured] : all) {
        const auto rates = per_second(options.ratings, measured.seconds);
        std::string beside;
        for (const auto& [other, own] : all) {
            if (key.second != kOurs || other.first != key.first || other.second == kOurs) continue;
            const auto own_rates = per_second(options.ratings, own.seconds);
            beside = text_of(spread_of(ratios(rates, own_rates)), 2);
        }
        const bool ours = key.second == kOurs;
        table.rows.push_back({key.first, key.second, text_of(spread_of(rates), 0), beside,
                              ours ? text_of(spread_of(measured.megabytes), 0) : ""});
        bars.push_back({key.first + ", " + key.second, spread_of(rates)});
    }
    report.add(table, {"rates", "Ratings taken in", "ratings/s", bars, 0});
    report.publish();
}

}  // namespace marquee::bench
