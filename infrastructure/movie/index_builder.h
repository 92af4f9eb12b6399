#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "domain/movie/listing_repository.h"
#include "infrastructure/search/text_index.h"

namespace marquee::movie {

/// The movie's texts as an index takes them.
search::IndexedText indexed_text_of(std::int64_t number, MovieDescription description);

/// Makes an index of a whole generation at one go, by several threads, each with a part of the
/// movies. That takes about a third of the time, but nobody can search in it before its end, and
/// one that ends early was for nothing.
class IndexBuilder {
public:
    /// All outlive the builder. `new_call` makes a call for each step, and `stopped` tells whether
    /// to end early; both are called by several threads.
    IndexBuilder(ListingRepository& listing, const std::function<Call()>& new_call,
                 const std::function<bool()>& stopped)
        : listing_(listing), new_call_(new_call), stopped_(stopped) {}

    /// Makes an index in `folder`, which does not exist yet, of the movies of the generation with
    /// numbers up to `last`, as each is at some time while this goes on, and gives it that state.
    /// False when it was stopped; nothing is left then. Throws what the repository throws, and
    /// search::IndexDamaged.
    bool build(std::int64_t generation, std::int64_t last, const std::filesystem::path& folder,
               const std::string& state);

private:
    /// The movies of one part, by number.
    struct Range {
        std::int64_t generation = 0;
        std::int64_t after = 0;
        std::int64_t until = 0;
    };

    /// Makes a part; false when it was stopped, or another part's thread `ended` the work.
    bool fill(const Range& range, const std::filesystem::path& path, const std::string& state,
              const std::atomic<bool>& ended);

    ListingRepository& listing_;
    const std::function<Call()>& new_call_;
    const std::function<bool()>& stopped_;
};

}  // namespace marquee::movie
