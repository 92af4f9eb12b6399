#include "bench/movielens_folder.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <set>
#include <vector>

#include "bench/generated_catalogue.h"

namespace marquee::bench {
namespace {

constexpr std::int64_t kFewestMovies = 1'000;
constexpr std::int64_t kMostMovies = 87'000;
constexpr std::int64_t kRatingsOfMovie = 400;
constexpr int kFewestOfUser = 20;
constexpr double kMoreOfUser = 140;
/// How unequal movies are: the fraction x of them has about the fraction x^(1/kInequality).
constexpr double kInequality = 2.2;

/// From 0 to below 1.
double fraction(std::uint64_t& state) {
    return static_cast<double>(next_random(state) >> 11) * 0x1p-53;
}

void write_movies(const std::filesystem::path& folder, std::int64_t movies) {
    std::ofstream links(folder / "links.csv");
    std::ofstream titles(folder / "movies.csv");
    std::ofstream tags(folder / "tags.csv");
    links << "movieId,imdbId,tmdbId\n";
    titles << "movieId,title,genres\n";
    tags << "userId,movieId,tag,timestamp\n";
    for (std::int64_t movie = 1; movie <= movies; ++movie) {
        links << movie << ',' << 1'000'000 + movie << ',' << 200'000 + movie << '\n';
        titles << movie << ",\"Film " << movie << ", The (" << 1930 + movie % 90
               << ")\",Comedy|Drama\n";
        tags << movie % 1'000 + 1 << ',' << movie << ",tag " << movie % 500 << ",1139045764\n";
    }
}

/// Which movies a user rates, in their order.
std::set<std::int64_t> movies_of_user(std::uint64_t& state, std::int64_t movies,
                                      std::int64_t most) {
    const auto wanted = kFewestOfUser + std::int64_t(-kMoreOfUser * std::log(1 - fraction(state)));
    std::set<std::int64_t> rated;
    while (std::ssize(rated) < std::min({wanted, most, movies / 2})) {
        const double place = std::pow(fraction(state), kInequality);
        // Spread over all numbers, so that famous movies don't stand together.
        const auto rank = static_cast<std::int64_t>(place * static_cast<double>(movies));
        rated.insert(rank * 7'919 % movies + 1);
    }
    return rated;
}

}  // namespace

void make_movielens(const Options& options) {
    const std::filesystem::path folder = options.folder;
    std::filesystem::create_directories(folder);
    const std::int64_t movies =
        std::clamp(options.ratings / kRatingsOfMovie, kFewestMovies, kMostMovies);
    write_movies(folder, movies);
    std::ofstream ratings(folder / "ratings.csv");
    std::ofstream rows(folder / "rows.csv");
    ratings << "userId,movieId,rating,timestamp\n";
    std::uint64_t state = kSeed;
    std::int64_t left = options.ratings;
    for (std::int64_t user = 1; left > 0; ++user) {
        const auto start =
            static_cast<std::int64_t>(820'000'000 + next_random(state) % 700'000'000);
        for (const auto movie : movies_of_user(state, movies, left)) {
            const int score = static_cast<int>(1 + next_random(state) % 10);
            const auto time = start + static_cast<std::int64_t>(next_random(state) % 100'000);
            ratings << user << ',' << movie << ',' << score / 2 << (score % 2 == 1 ? ".5," : ".0,")
                    << time << '\n';
            rows << "movie,tt" << 1'000'000 + movie << ",ml-" << user << ',' << score << ',' << time
                 << "000,1763750000000\n";
            --left;
        }
    }
}

}  // namespace marquee::bench
