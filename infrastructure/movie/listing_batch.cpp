#include "infrastructure/movie/listing_batch.h"

#include <set>

#include "infrastructure/movie/listing_rows.h"

namespace marquee::movie {
namespace {

using database::Query;
using database::Row;

template <class Map>
std::set<MovieId> keys_of(const Map& map) {
    std::set<MovieId> keys;
    for (const auto& [id, value] : map) keys.insert(keys.end(), id);
    return keys;
}

/// Numbers that no generation has given out, counted up from the one that is returned.
std::int64_t take_numbers(soci::session& session, std::int64_t count) {
    Query(session)
        .sql("UPDATE movie_list_head SET number = number + ")
        .bind(count)
        .sql(" WHERE id = 1")
        .execute();
    std::int64_t last = 0;
    Query(session)
        .sql("SELECT number FROM movie_list_head WHERE id = 1")
        .each(1, [&](const Row& row) { last = row.number(0); });
    return last - count + 1;
}

/// Gives each row that has no number yet the one that its movie has in the live generation, or a
/// new one.
void number_rows(soci::session& session, std::int64_t live, bool in_id_order,
                 std::vector<EntryRow>& rows) {
    std::set<MovieId> unnumbered;
    for (const auto& row : rows) {
        if (row.number == 0) unnumbered.insert(row.id);
    }
    if (unnumbered.empty()) return;
    std::map<MovieId, std::int64_t> known;
    if (live != 0) known = read_numbers(session, {live, unnumbered, in_id_order});
    const auto missing =
        static_cast<std::int64_t>(unnumbered.size()) - static_cast<std::int64_t>(known.size());
    std::int64_t next = missing > 0 ? take_numbers(session, missing) : 0;
    for (auto& row : rows) {
        if (row.number != 0) continue;
        const auto found = known.find(row.id);
        row.number = found != known.end() ? found->second : next++;
    }
}

}  // namespace

ListingBatch::ListingBatch(const std::vector<MovieChange>& changes, bool in_id_order)
    : in_id_order_(in_id_order) {
    for (const auto& change : changes) {
        if (const auto* described = std::get_if<Described>(&change)) {
            take(described->entry.id, described->entry);
        } else if (const auto* undescribed = std::get_if<Undescribed>(&change)) {
            take(undescribed->id, std::nullopt);
        } else {
            const auto& rated = std::get<Rated>(change);
            tallies_.insert_or_assign(rated.id, rated.tally);
        }
    }
}

void ListingBatch::take(const MovieId& id, const std::optional<CatalogueEntry>& entry) {
    if (entries_.insert_or_assign(id, entry).second) order_.push_back(id);
}

void ListingBatch::store(soci::session& session, const database::Dialect& dialect,
                         std::int64_t live, ListingState& state) const {
    const bool described = store_entries(session, dialect, live, state);
    const bool rated = store_tallies(session, dialect, state);
    if (described || rated) ++state.version;
}

bool ListingBatch::store_entries(soci::session& session, const database::Dialect& dialect,
                                 std::int64_t live, const ListingState& state) const {
    const auto ids = keys_of(entries_);
    const auto stored = read_entries(session, {state.generation, ids, in_id_order_});
    std::vector<EntryRow> rows;
    for (const auto& id : order_) {
        const auto& entry = entries_.at(id);
        const auto found = stored.find(id);
        const bool exists = found != stored.end();
        // One that was never listed need not be taken off the list.
        if (exists ? found->second.entry == entry : !entry) continue;
        rows.push_back({id, exists ? found->second.number : 0, state.version + 1, entry});
    }
    number_rows(session, live == state.generation ? 0 : live, in_id_order_, rows);
    write_entries(session, dialect, state.generation, rows);
    return !rows.empty();
}

bool ListingBatch::store_tallies(soci::session& session, const database::Dialect& dialect,
                                 ListingState& state) const {
    const auto ids = keys_of(tallies_);
    const auto stored = read_tallies(session, {state.generation, ids, in_id_order_});
    std::map<MovieId, RatingTally> changed;
    for (const auto& [id, tally] : tallies_) {
        const auto found = stored.find(id);
        const RatingTally before = found != stored.end() ? found->second : RatingTally();
        if (tally == before) continue;
        state.rating_count += tally.count() - before.count();
        state.score_sum += tally.sum() - before.sum();
        changed.emplace_hint(changed.end(), id, tally);
    }
    write_tallies(session, dialect, state.generation, state.version + 1, changed);
    return !changed.empty();
}

}  // namespace marquee::movie
