#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/movie/movie_query.h"

namespace marquee::movie {

/// The combinations of genres that movies have, each with a number and how many listed movies have
/// it. Genres that differ only in case are one, called as it was first spelled. Nothing is ever
/// forgotten: combinations are few. Threads: as a standard container.
class GenreSets {
public:
    GenreSets();

    /// The number of the combination, from 1; 0 stands for movies that aren't listed.
    std::uint32_t intern(const std::vector<std::string>& genres);
    /// The same, if it is there.
    std::optional<std::uint32_t> find(const std::vector<std::string>& genres) const;

    /// By the numbers of combinations, 1 for those that have all of these genres, else 0.
    std::vector<char> with_all(const std::vector<std::string>& genres) const;

    /// By the numbers of combinations, how many listed movies have each.
    const std::vector<std::int64_t>& counts() const { return counts_; }
    void add(std::uint32_t set, std::int64_t movies) { counts_[set] += movies; }

    /// The genres of so many movies with each combination, by name; those of none left out.
    std::vector<FacetCount> genres_of(const std::vector<std::int64_t>& counts) const;

private:
    std::optional<std::uint32_t> genre(const std::string& name) const;

    std::vector<std::string> names_;
    /// Genre numbers by every spelling seen, and by folded name.
    std::unordered_map<std::string, std::uint32_t> spellings_;
    std::unordered_map<std::string, std::uint32_t> folded_;
    /// Genre numbers of each combination, ascending.
    std::vector<std::vector<std::uint32_t>> sets_;
    std::map<std::vector<std::uint32_t>, std::uint32_t> set_numbers_;
    std::vector<std::int64_t> counts_;
};

}  // namespace marquee::movie
