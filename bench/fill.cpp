#include "bench/fill.h"

#include <chrono>
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

#include "app/contexts.h"
#include "app/logging.h"
#include "app/prepare_database.h"
#include "app/settings/setting_table.h"
#include "bench/generated_catalogue.h"
#include "bench/reads.h"

namespace marquee::bench {

using std::chrono::steady_clock;

app::Settings settings_of(const std::string& database_url) {
    app::configure_logging(app::LogLevel::warning, app::LogFormat::text);
    auto settings = app::default_settings();
    settings.database_url = database_url;
    return settings;
}

void fill(const Options& options) {
    app::Contexts contexts(settings_of(options.database_url));
    app::prepare_database(contexts.database, contexts.hosted, std::chrono::seconds(10),
                          [](const std::string&) {});
    const GeneratedCatalogue catalogue(options.movies, kSeed);
    const auto began = steady_clock::now();
    std::vector<metadata::ImportedMovie> movies;
    std::vector<rating::RatingChange> changes;
    std::int64_t ratings = 0;
    const auto store = [&] {
        contexts.metadata.import_movies(Call().by_system(), movies,
                                        [](const auto&, const auto& imported) { return imported; });
        movies.clear();
    };
    const auto rate = [&] {
        ratings += static_cast<std::int64_t>(changes.size());
        contexts.ratings.apply(Call().by_system(), changes);
        changes.clear();
    };
    for (std::int64_t i = 0; i < catalogue.size(); ++i) {
        movies.push_back({MovieId(catalogue.id(i)), catalogue.description(i)});
        if (movies.size() == 1000) store();
        const rating::Record record{rating::RecordType("movie"), rating::RecordId(catalogue.id(i))};
        for (int voter = 0; voter < catalogue.votes(i); ++voter) {
            changes.push_back({record, rating::UserId("u" + std::to_string(voter)),
                               rating::Score(catalogue.score(i, voter)), std::nullopt});
            if (changes.size() == rating::RatingService::kMaxBatch) rate();
        }
    }
    store();
    rate();
    std::cout << "filled: " << catalogue.size() << " movies and " << ratings << " ratings in "
              << std::chrono::duration<double>(steady_clock::now() - began).count() << " s\n";
}

void rate(const Options& options) {
    app::Contexts contexts(settings_of(options.database_url));
    const GeneratedCatalogue catalogue(options.movies, kSeed);
    for (const int count : kRatedMovies) {
        const std::string id = rated_movie(count);
        contexts.metadata.import_movies(Call().by_system(),
                                        {{MovieId(id), catalogue.description(0)}},
                                        [](const auto&, const auto& imported) { return imported; });
        const rating::Record record{rating::RecordType("movie"), rating::RecordId(id)};
        std::vector<rating::RatingChange> changes;
        for (int voter = 0; voter < count; ++voter) {
            changes.push_back({record, rating::UserId("u" + std::to_string(voter)),
                               rating::Score(1 + voter % 10), std::nullopt});
            if (changes.size() < rating::RatingService::kMaxBatch && voter + 1 < count) continue;
            contexts.ratings.apply(Call().by_system(), changes);
            changes.clear();
        }
    }
}

}  // namespace marquee::bench
