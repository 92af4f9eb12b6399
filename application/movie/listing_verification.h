#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "application/movie/listing_builder.h"

namespace marquee::movie {

/// What a verification came to.
struct ListingVerdict {
    /// Described movies and rated ones that were compared.
    std::int64_t movies = 0;
    std::int64_t rated = 0;
    std::int64_t mismatches = 0;
};

/// Compares the live generation of the listing with what the other contexts say through their
/// ports, movie by movie. It may run while everything changes: what differs is looked at again
/// after the listing has caught up, and counts only when it still does.
class ListingVerification {
public:
    /// How long to wait for the listing to catch up, each time.
    static constexpr std::chrono::seconds kPatience{30};

    /// All outlive the verification.
    ListingVerification(const ListingBuilder::Parts& parts, ListingBuilder::Control control);

    /// Calls `on_mismatch` for each movie that differs, with what does. Throws Error(unavailable)
    /// when there is no listing, or it does not catch up.
    ListingVerdict run(const std::function<void(const MovieId&, const std::string&)>& on_mismatch);

private:
    using Mismatches = std::map<MovieId, std::string>;
    void wait_until_caught_up();
    Mismatches compare(std::int64_t generation, ListingVerdict& verdict);
    void compare_movies(std::int64_t generation, ListingVerdict& verdict, Mismatches& found);
    void compare_ratings(std::int64_t generation, ListingVerdict& verdict, Mismatches& found);
    std::int64_t live_generation();

    ListingBuilder::Parts parts_;
    ListingBuilder::Control control_;
};

}  // namespace marquee::movie
