#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <soci/soci.h>
#include <string>
#include <utility>
#include <vector>

#include "domain/movie/listing.h"
#include "infrastructure/database/dialect.h"
#include "infrastructure/database/query.h"

namespace marquee::movie {

/// A row of movie_entry. One without an entry is of a movie that was removed.
struct EntryRow {
    MovieId id;
    std::int64_t number = 0;
    std::int64_t version = 0;
    std::optional<CatalogueEntry> entry;
};

/// Which rows to look up: those of `ids`; by a range from the first to the last of them when they
/// are all that there are in it.
struct RowsOf {
    std::int64_t generation = 0;
    const std::set<MovieId>& ids;
    bool all_between = false;
};

std::map<MovieId, EntryRow> read_entries(soci::session& session, const RowsOf& rows);
std::map<MovieId, std::int64_t> read_numbers(soci::session& session, const RowsOf& rows);
std::map<MovieId, RatingTally> read_tallies(soci::session& session, const RowsOf& rows);

/// Insert the rows, or replace those that there are.
void write_entries(soci::session& session, const database::Dialect& dialect,
                   std::int64_t generation, const std::vector<EntryRow>& rows);
void write_tallies(soci::session& session, const database::Dialect& dialect,
                   std::int64_t generation, std::int64_t version,
                   const std::map<MovieId, RatingTally>& tallies);

/// What listed_of reads, of movie_entry e and movie_tally t.
inline constexpr const char* kListedColumns =
    "e.number, e.document IS NOT NULL, e.title, e.release_year, e.genres, e.created_at, "
    "COALESCE(t.rating_count, 0), COALESCE(t.score_sum, 0)";
inline constexpr std::size_t kListedColumnCount = 8;
ListedMovie listed_of(const database::Row& row);

/// What listing_entry_of reads.
inline constexpr const char* kFullColumns =
    "e.number, e.movie_id, e.revision, e.created_at, e.updated_at, e.document, t.histogram";
inline constexpr std::size_t kFullColumnCount = 7;
ListingEntry listing_entry_of(const database::Row& row);

/// "0,2,0,…", and back.
std::string histogram_text(const RatingTally& tally);
RatingTally tally_of(const std::string& histogram);

/// The description in a document of ours.
MovieDescription description_of_document(const std::string& document);

}  // namespace marquee::movie
