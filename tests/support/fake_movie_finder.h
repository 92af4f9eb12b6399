#pragma once

#include <optional>
#include <vector>

#include "application/movie/movie_finder.h"

namespace marquee::movie {

/// Finds what it is told to, and remembers what it was asked. For one thread.
class FakeMovieFinder : public MovieFinder {
public:
    Found find(const Call&, const MovieQuery& asked_query, const FindOptions& asked_options,
               const std::optional<ListPosition>& asked_after, std::size_t asked_limit) override {
        ++searches;
        query = asked_query;
        options = asked_options;
        after = asked_after;
        limit = asked_limit;
        return found;
    }

    std::vector<FacetCount> genres(const Call&) override { return all_genres; }

    ListMoment moment() const override { return now; }

    Found found;
    std::vector<FacetCount> all_genres;
    ListMoment now;

    /// What the last search was for.
    MovieQuery query;
    FindOptions options;
    std::optional<ListPosition> after;
    std::size_t limit = 0;
    int searches = 0;
};

}  // namespace marquee::movie
