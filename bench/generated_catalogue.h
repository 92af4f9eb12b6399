#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/shared/movie_description.h"

namespace marquee::bench {

/// Of the catalogues that are measured.
constexpr std::uint64_t kSeed = 1927;

/// A made-up catalogue of any size, the same for the same seed: titles of words that are as unequal
/// in frequency as those of a language (Zipf), most of them Latin and some in Cyrillic, Chinese,
/// Japanese and Korean script; people and genres alike; and few movies with many ratings. Each
/// movie can be asked for by itself. Callable from any thread.
class GeneratedCatalogue {
public:
    GeneratedCatalogue(std::int64_t movies, std::uint64_t seed);

    std::int64_t size() const { return movies_; }
    /// `movie` counts from 0.
    std::string id(std::int64_t movie) const;
    MovieDescription description(std::int64_t movie) const;
    /// How many ratings it has: two a movie on the average.
    int votes(std::int64_t movie) const;
    /// The score of one of its voters, who count from 0.
    int score(std::int64_t movie, int voter) const;

    /// The word of that rank, 0 for the most frequent one.
    std::string word(std::size_t rank) const;
    /// A rank by its frequency, from a number that is equally distributed over [0, 1).
    std::size_t word_rank(double u) const;
    std::string person(std::size_t rank) const;
    std::size_t people() const { return people_; }
    static const std::vector<std::string>& genres();

private:
    std::string title(std::uint64_t& state) const;
    std::string name(std::uint64_t& state) const;

    std::int64_t movies_;
    std::uint64_t seed_;
    std::size_t words_;
    std::size_t people_;
};

/// The next number of a sequence (splitmix64).
std::uint64_t next_random(std::uint64_t& state);
/// The same, over [0, 1).
double next_fraction(std::uint64_t& state);

}  // namespace marquee::bench
