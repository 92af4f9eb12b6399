#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/generated_catalogue.h"
#include "bench/load.h"
#include "bench/measured_server.h"
#include "bench/options.h"

namespace marquee::bench {

/// A served catalogue that is measured.
struct ServedCatalogue {
    GeneratedCatalogue movies;
    MeasuredServer server;
    std::string database_url;
};

/// Each of these measures once, for options.seconds and with options.clients where that applies,
/// and throws when an answer is missing.

/// First pages of lists with three conditions, by rating.
Latencies measure_lists(const Options& options, const ServedCatalogue& catalogue, int round);
/// Page 100 of a list that has so many, or its last; its token is fetched once.
Latencies measure_later_page(const Options& options, const ServedCatalogue& catalogue, int round);
Latencies measure_searches(const Options& options, const ServedCatalogue& catalogue, int round);
Latencies measure_suggestions(const Options& options, const ServedCatalogue& catalogue, int round);
/// Single words in the index, and the same words by LIKE in the database.
Latencies measure_words(const Options& options, const ServedCatalogue& catalogue, int round);
Latencies measure_like(const Options& options, const ServedCatalogue& catalogue, int round);

struct Ingest {
    /// That options.events ratings took to be written.
    double written = 0;
    /// How long after the last commit the read model has them all.
    double shown = 0;
};
Ingest measure_ingest(const Options& options, const ServedCatalogue& catalogue);

struct Visible {
    /// How long after its answer a write shows in the list,
    Latencies shown;
    /// while other clients write so many ratings a second.
    double ratings_per_second = 0;
};
Visible measure_visible(const Options& options, const ServedCatalogue& catalogue);

}  // namespace marquee::bench
