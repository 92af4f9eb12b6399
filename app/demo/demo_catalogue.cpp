#include "app/demo/demo_catalogue.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <random>
#include <span>
#include <spdlog/spdlog.h>

#include "application/metadata/metadata_service.h"
#include "application/rating/rating_service.h"
#include "domain/shared/embedded_file.h"
#include "interfaces/json/description_json.h"

namespace marquee {
/// app/demo/*.json.
std::span<const EmbeddedFile> embedded_demo();
}  // namespace marquee

namespace marquee::app {
namespace {

using Json = nlohmann::json;

/// 2024-01-01, and how long people rated from then on.
constexpr Timestamp kFirstRating{std::chrono::milliseconds(1'704'067'200'000)};
constexpr std::uint32_t kRatingSeconds = 600 * 24 * 3600;

/// A score around `mean`. Built from the generator's numbers alone, since the standard library's
/// distributions differ from one implementation to another.
rating::Score score_around(double mean, std::mt19937& random) {
    double deviation = 0;
    for (int i = 0; i < 4; ++i) {
        deviation += static_cast<double>(random()) / 4294967296.0 - 0.5;
    }
    return rating::Score(std::clamp(std::lround(mean + 3 * deviation), 1L, 10L));
}

std::vector<rating::RatingChange> ratings_of(const std::string& movie, const Json& demo,
                                             std::mt19937& random) {
    const rating::Record record{rating::RecordType("movie"), rating::RecordId(movie)};
    std::vector<rating::RatingChange> changes;
    for (int user = 1; user <= demo.at("votes").get<int>(); ++user) {
        const auto score = score_around(demo.at("mean").get<double>(), random);
        const auto rated_at = kFirstRating + std::chrono::seconds(random() % kRatingSeconds);
        changes.push_back(
            {record, rating::UserId("demo-" + std::to_string(user)), score, rated_at});
    }
    return changes;
}

}  // namespace

bool fill_with_demo_catalogue(metadata::MetadataService& metadata, rating::RatingService& ratings) {
    const Call call = Call().by_system();
    if (!metadata.empty(call)) return false;
    std::mt19937 random(1895);
    std::vector<metadata::ImportedMovie> movies;
    std::vector<rating::RatingChange> changes;
    for (Json film : Json::parse(embedded_demo().front().content)) {
        const Json demo = film.at("demo_rating");
        film.erase("demo_rating");
        auto [id, description] = marquee::json::read_movie(film);
        const auto of_film = ratings_of(*id, demo, random);
        changes.insert(changes.end(), of_film.begin(), of_film.end());
        movies.push_back({MovieId(*id), std::move(description)});
    }
    // The movies come last and at once: as long as they are missing, the next start does it all
    // again, and comes to the same.
    for (std::size_t i = 0; i < changes.size(); i += rating::RatingService::kMaxBatch) {
        const auto end = std::min(changes.size(), i + rating::RatingService::kMaxBatch);
        ratings.apply(call, {changes.begin() + static_cast<std::ptrdiff_t>(i),
                             changes.begin() + static_cast<std::ptrdiff_t>(end)});
    }
    metadata.import_movies(call, movies,
                           [](const auto&, const auto& imported) { return imported; });
    spdlog::info("the demo catalogue is in: {} movies, {} ratings", movies.size(), changes.size());
    return true;
}

}  // namespace marquee::app
