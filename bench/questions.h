#pragma once

#include <cstdint>
#include <string>

#include "bench/generated_catalogue.h"

namespace marquee::bench {

/// What visitors of a generated catalogue ask: targets of GET requests, from a sequence of random
/// numbers.
class Questions {
public:
    Questions(const GeneratedCatalogue& catalogue, std::uint64_t seed)
        : catalogue_(catalogue), state_(seed) {}

    /// A list with three conditions, by rating: its first page.
    std::string list();
    /// A search: words of titles, whole, with a typing error or as a beginning, and names.
    std::string search();
    /// What a search box asks after one more letter of a title.
    std::string suggest();
    /// What a search box asks with a word of some title in it.
    std::string suggest_word();
    /// A word of some title.
    std::string word();

private:
    std::string title_words();

    const GeneratedCatalogue& catalogue_;
    std::uint64_t state_;
    std::string typed_;
    std::size_t shown_ = 0;
};

}  // namespace marquee::bench
