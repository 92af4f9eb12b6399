#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "domain/rating/rating.h"
#include "domain/rating/rating_repository.h"
#include "domain/rating/rating_summary.h"
#include "infrastructure/database/dialect.h"

namespace soci {
class session;
}
namespace marquee::database {
class Row;
}

namespace marquee::rating {

/// How the tables of context `rating` are read and written. Every function throws what SOCI throws.

/// A rating's key.
using RatingKey = std::pair<Record, UserId>;

/// What changes of one record type's totals, by shard. Totals are spread over several rows, so that
/// writers of different records rarely wait for each other.
using TotalChanges = std::map<std::pair<RecordType, int>, RatingTotals>;

constexpr int kTotalShards = 32;

/// The shard that holds the record's part of its type's totals.
int total_shard(const Record& record);

/// The ratings with these keys, those that there are.
std::map<RatingKey, Rating> read_ratings(soci::session& session, const std::set<RatingKey>& keys);

/// The columns of `rating_score` that rating_of reads, in its order.
extern const char* const kRatingColumns;
constexpr std::size_t kRatingColumnCount = 5;
Rating rating_of(const database::Row& row);

/// Stores the ratings at `now`, in place of earlier ones with the same keys.
void write_ratings(soci::session& session, const database::Dialect& dialect,
                   const std::vector<Rating>& ratings, Timestamp now);
void delete_ratings(soci::session& session, const std::set<RatingKey>& keys);

/// Deletes up to `limit` of the record's ratings that were stored until `until`; their scores.
std::vector<Score> remove_ratings(soci::session& session, const Record& record, Timestamp until,
                                  std::size_t limit);

/// Remembers that the user was erased, and holds that until the transaction's end; how many ratings
/// of theirs were removed since.
std::int64_t hold_erased_user(soci::session& session, const database::Dialect& dialect,
                              const UserId& user);
/// Stores how many ratings of an erased user were removed.
void write_removed(soci::session& session, const UserId& user, std::int64_t removed);
/// Those of `users` that were erased.
std::set<UserId> find_erased_users(soci::session& session, const std::set<UserId>& users);

/// The record's summary; an empty one when none is stored.
RatingSummary read_summary(soci::session& session, const Record& record);
/// The summaries of these records, those that are stored; held until the transaction's end with
/// Dialect::for_update.
std::map<Record, RatingSummary> read_summaries(soci::session& session,
                                               const std::set<Record>& records,
                                               const std::string& for_update = {});

/// Up to `limit` rated records of the type whose ids follow `after`, in the order of their ids.
std::vector<RatedRecord> scan_summaries(soci::session& session, const RecordType& type,
                                        const std::optional<RecordId>& after, std::size_t limit);

/// Makes those summaries that are missing, and holds all until the transaction's end.
void hold_records(soci::session& session, const database::Dialect& dialect,
                  const std::set<Record>& records);

/// The summaries of all these records, held until the transaction's end: empty ones where none are
/// stored, which may be made for that.
std::map<Record, RatingSummary> hold_summaries(soci::session& session,
                                               const database::Dialect& dialect,
                                               const std::set<Record>& records);

/// Stores the summaries of records that are held. That of a record without ratings is removed.
void write_summaries(soci::session& session, const database::Dialect& dialect,
                     const std::map<Record, RatingSummary>& summaries);

/// The columns that histogram_of reads, beginning at `first`, of a row grouped over `rating_score`.
extern const char* const kCountedBuckets;
Histogram histogram_of(const database::Row& row, std::size_t first);

/// The totals of the type's ratings.
RatingTotals read_totals(soci::session& session, const RecordType& type);

/// Adds the changes to the stored totals.
void add_to_totals(soci::session& session, const database::Dialect& dialect,
                   const TotalChanges& changes);

}  // namespace marquee::rating
