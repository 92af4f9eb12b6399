#pragma once

#include <map>
#include <optional>
#include <soci/soci.h>
#include <vector>

#include "domain/movie/listing.h"
#include "infrastructure/database/dialect.h"

namespace marquee::movie {

/// Changes of many movies, of each only the last of its kind, on their way into the tables of one
/// generation. For one transaction.
class ListingBatch {
public:
    /// `in_id_order` when there is nothing between the first and the last id that isn't changed:
    /// then rows are found faster.
    ListingBatch(const std::vector<MovieChange>& changes, bool in_id_order);

    /// Writes what differs from what is stored. `state` gets its new version and totals, if
    /// anything did. `live` is the generation whose numbers movies keep, 0 for none. The row of
    /// movie_list is held by the transaction.
    void store(soci::session& session, const database::Dialect& dialect, std::int64_t live,
               ListingState& state) const;

private:
    void take(const MovieId& id, const std::optional<CatalogueEntry>& entry);
    bool store_entries(soci::session& session, const database::Dialect& dialect, std::int64_t live,
                       const ListingState& state) const;
    bool store_tallies(soci::session& session, const database::Dialect& dialect,
                       ListingState& state) const;

    /// Nothing for one that is described no more.
    std::map<MovieId, std::optional<CatalogueEntry>> entries_;
    /// Their ids, in the order in which they came first.
    std::vector<MovieId> order_;
    std::map<MovieId, RatingTally> tallies_;
    bool in_id_order_;
};

}  // namespace marquee::movie
