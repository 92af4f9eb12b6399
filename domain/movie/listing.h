#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/movie/movie.h"
#include "domain/movie/rating_tally.h"
#include "domain/shared/clock.h"
#include "domain/shared/movie_id.h"

namespace marquee::movie {

/// The contexts whose changes the listing follows.
enum class Source { catalogue, audience };

/// A movie is described, new or anew.
struct Described {
    CatalogueEntry entry;
};

/// A movie is described no more.
struct Undescribed {
    MovieId id;
};

/// A movie's ratings have come to this; no ratings are a tally of zeros.
struct Rated {
    MovieId id;
    RatingTally tally;
};

/// Something that happened to a movie, as the state that it left: applying it twice, or after a
/// later one and then that one again, does no harm.
using MovieChange = std::variant<Described, Undescribed, Rated>;

/// How far one build of the listing (its generation) has come.
struct ListingState {
    std::int64_t generation = 0;
    /// Grows by one with each transaction that changes what is listed.
    std::int64_t version = 0;
    /// Until where each source's changes are in it.
    std::int64_t catalogue_position = 0;
    std::int64_t audience_position = 0;
    /// Number and sum of the scores of all movies, described or not.
    std::int64_t rating_count = 0;
    std::int64_t score_sum = 0;
    /// False while it is being filled from the other contexts.
    bool complete = false;

    std::int64_t& position(Source source) {
        return source == Source::catalogue ? catalogue_position : audience_position;
    }

    bool operator==(const ListingState&) const = default;
};

/// What lists sort and select by.
struct ListedMovie {
    /// From 1, up to 2³²-2; the movie's own within its generation.
    std::int64_t number = 0;
    /// False for one that was removed: then the rest is of no meaning.
    bool listed = true;
    std::string title;
    std::optional<int> release_year;
    std::vector<std::string> genres;
    Timestamp added{};
    std::int64_t rating_count = 0;
    std::int64_t score_sum = 0;

    bool operator==(const ListedMovie&) const = default;
};

/// A described movie and its ratings, as the listing has them.
struct ListingEntry {
    std::int64_t number = 0;
    CatalogueEntry entry;
    RatingTally tally;
};

}  // namespace marquee::movie
