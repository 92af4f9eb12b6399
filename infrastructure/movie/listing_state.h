#pragma once

#include <optional>
#include <soci/soci.h>

#include "domain/movie/listing.h"
#include "infrastructure/database/query.h"

namespace marquee::movie {

/// What state_of reads of movie_list.
inline constexpr const char* kStateColumns =
    "generation, version, catalogue_position, audience_position, rating_count, score_sum, complete";
inline constexpr std::size_t kStateColumnCount = 7;
ListingState state_of(const database::Row& row);

/// The live generation, or nothing.
std::optional<ListingState> read_live(soci::session& session);
std::optional<ListingState> read_state(soci::session& session, std::int64_t generation);

}  // namespace marquee::movie
