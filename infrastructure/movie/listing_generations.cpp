// The part of SqlListingRepository that begins, leases, changes and ends generations.

#include <stdexcept>

#include "infrastructure/database/query.h"
#include "infrastructure/movie/listing_batch.h"
#include "infrastructure/movie/listing_state.h"
#include "infrastructure/movie/sql_listing_repository.h"

namespace marquee::movie {
namespace {

using database::Dialect;
using database::Query;
using database::Row;

/// For those who still read it.
constexpr std::chrono::milliseconds kFormerKept = std::chrono::minutes(1);

/// Rows that one transaction deletes.
constexpr std::int64_t kDropped = 1000;

/// Lets no other transaction begin or switch generations, or give out numbers, until this one ends.
std::int64_t hold_head(soci::session& session, const Dialect& dialect) {
    std::int64_t generation = 0;
    Query(session)
        .sql("SELECT generation FROM movie_list_head WHERE id = 1")
        .sql(dialect.for_update)
        .each(1, [&](const Row& row) { generation = row.number(0); });
    return generation;
}

/// The state of the generation, held until the transaction's end; nothing when the lease was lost.
std::optional<ListingState> hold_state(soci::session& session, const Dialect& dialect,
                                       const ListingLease& held) {
    std::optional<ListingState> state;
    Query query(session);
    query.sql("SELECT ").sql(kStateColumns).sql(" FROM movie_list WHERE generation = ");
    query.bind(held.generation).sql(" AND live >= 0 AND epoch = ").bind(held.epoch);
    query.sql(dialect.for_update);
    query.each(kStateColumnCount, [&](const Row& row) { state = state_of(row); });
    return state;
}

void write_state(soci::session& session, const ListingState& state) {
    Query query(session);
    query.sql("UPDATE movie_list SET renewals = renewals + 1, version = ").bind(state.version);
    query.sql(", catalogue_position = ").bind(state.catalogue_position);
    query.sql(", audience_position = ").bind(state.audience_position);
    query.sql(", rating_count = ").bind(state.rating_count);
    query.sql(", score_sum = ").bind(state.score_sum);
    query.sql(" WHERE generation = ").bind(state.generation).execute();
}

std::int64_t live_generation(soci::session& session) {
    const auto live = read_live(session);
    return live ? live->generation : 0;
}

/// Updates the row of the generation, if the lease is held.
bool update(soci::session& session, const ListingLease& held,
            const std::function<void(Query&)>& assignments) {
    Query query(session);
    query.sql("UPDATE movie_list SET renewals = renewals + 1, ");
    assignments(query);
    query.sql(" WHERE generation = ").bind(held.generation);
    return query.sql(" AND epoch = ").bind(held.epoch).execute() > 0;
}

void insert_generation(soci::session& session, const Dialect& dialect, const ListingState& state,
                       bool live, std::chrono::milliseconds lease) {
    Query query(session);
    query.sql(
        "INSERT INTO movie_list (generation, live, complete, epoch, renewals, expires_at, version, "
        "catalogue_position, audience_position, rating_count, score_sum) VALUES (");
    query.bind(state.generation).sql(", ").bind(std::int64_t{live ? 1 : 0});
    query.sql(", 0, 1, 0, ").sql(dialect.now_ms).sql(" + ").bind(lease.count()).sql(", 0, ");
    query.bind(state.catalogue_position).sql(", ").bind(state.audience_position);
    query.sql(", 0, 0)").execute();
}

/// Deletes rows of the table that belong to the generation; how many.
std::int64_t drop_rows(soci::session& session, const std::string& table, std::int64_t generation) {
    std::vector<std::string> ids;
    Query(session)
        .sql("SELECT movie_id FROM " + table + " WHERE generation = ")
        .bind(generation)
        .sql(" ORDER BY movie_id LIMIT ")
        .bind(kDropped)
        .each(1, [&](const Row& row) { ids.push_back(row.text(0)); });
    if (ids.empty()) return 0;
    Query query(session);
    query.sql("DELETE FROM " + table + " WHERE generation = ").bind(generation);
    query.sql(" AND movie_id <= ").bind(ids.back()).execute();
    return static_cast<std::int64_t>(ids.size());
}

}  // namespace

std::optional<ListingLease> SqlListingRepository::begin(const Call& call,
                                                        std::int64_t catalogue_position,
                                                        std::int64_t audience_position,
                                                        std::chrono::milliseconds lease,
                                                        bool only_if_none_live) {
    const auto& dialect = database_.dialect();
    return database_.write(call, [&](soci::session& session) -> std::optional<ListingLease> {
        ListingState state;
        state.generation = hold_head(session, dialect) + 1;
        state.catalogue_position = catalogue_position;
        state.audience_position = audience_position;
        const bool none_live = live_generation(session) == 0;
        if (only_if_none_live && !none_live) return std::nullopt;
        Query(session)
            .sql("UPDATE movie_list_head SET generation = ")
            .bind(state.generation)
            .sql(" WHERE id = 1")
            .execute();
        insert_generation(session, dialect, state, none_live, lease);
        return ListingLease{state.generation, 1};
    });
}

std::optional<ListingLease> SqlListingRepository::acquire(const Call& call, std::int64_t generation,
                                                          std::chrono::milliseconds lease) {
    const auto& dialect = database_.dialect();
    return database_.write(call, [&](soci::session& session) -> std::optional<ListingLease> {
        std::optional<std::int64_t> epoch;
        Query(session)
            .sql("SELECT epoch FROM movie_list WHERE generation = ")
            .bind(generation)
            .sql(" AND live >= 0 AND expires_at <= ")
            .sql(dialect.now_ms)
            .sql(dialect.for_update)
            .each(1, [&](const Row& row) { epoch = row.number(0); });
        if (!epoch) return std::nullopt;
        update(session, {generation, *epoch}, [&](Query& query) {
            query.sql("epoch = epoch + 1, expires_at = ").sql(dialect.now_ms).sql(" + ");
            query.bind(lease.count());
        });
        return ListingLease{generation, *epoch + 1};
    });
}

bool SqlListingRepository::renew(const Call& call, const ListingLease& held,
                                 std::chrono::milliseconds lease) {
    const auto& dialect = database_.dialect();
    return database_.write(call, [&](soci::session& session) {
        return update(session, held, [&](Query& query) {
            query.sql("expires_at = ").sql(dialect.now_ms).sql(" + ").bind(lease.count());
        });
    });
}

void SqlListingRepository::release(const Call& call, const ListingLease& held) {
    database_.write(call, [&](soci::session& session) {
        update(session, held, [](Query& query) { query.sql("epoch = epoch + 1, expires_at = 0"); });
    });
}

bool SqlListingRepository::apply(const Call& call, const ListingLease& held, Source source,
                                 std::int64_t from, std::int64_t until,
                                 const std::vector<MovieChange>& changes) {
    const auto& dialect = database_.dialect();
    const ListingBatch batch(changes, false);
    return database_.write(call, [&](soci::session& session) {
        auto state = hold_state(session, dialect, held);
        if (!state) return false;
        if (state->position(source) != from) return false;
        state->position(source) = until;
        batch.store(session, dialect, live_generation(session), *state);
        write_state(session, *state);
        return true;
    });
}

bool SqlListingRepository::fill(const Call& call, const ListingLease& held,
                                const std::vector<MovieChange>& states) {
    const auto& dialect = database_.dialect();
    const ListingBatch batch(states, true);
    return database_.write(call, [&](soci::session& session) {
        auto state = hold_state(session, dialect, held);
        if (!state) return false;
        batch.store(session, dialect, live_generation(session), *state);
        write_state(session, *state);
        return true;
    });
}

bool SqlListingRepository::complete(const Call& call, const ListingLease& held) {
    return database_.write(call, [&](soci::session& session) {
        return update(session, held, [](Query& query) { query.sql("complete = 1"); });
    });
}

bool SqlListingRepository::go_live(const Call& call, const ListingLease& held) {
    const auto& dialect = database_.dialect();
    return database_.write(call, [&](soci::session& session) {
        hold_head(session, dialect);
        const auto state = hold_state(session, dialect, held);
        if (!state) return false;
        if (!state->complete)
            throw std::logic_error("a generation goes live before it is complete");
        // Whoever holds the former one loses it.
        Query former(session);
        former.sql("UPDATE movie_list SET live = 0, epoch = epoch + 1, expires_at = ");
        former.sql(dialect.now_ms).sql(" + ").bind(kFormerKept.count());
        former.sql(", renewals = renewals + 1 WHERE live = 1 AND generation <> ");
        former.bind(held.generation).execute();
        return update(session, held, [](Query& query) { query.sql("live = 1"); });
    });
}

bool SqlListingRepository::drop_some(const Call& call) {
    const auto& dialect = database_.dialect();
    std::optional<std::int64_t> left;
    database_.read(call, [&](soci::session& session) {
        left.reset();
        Query(session)
            .sql("SELECT generation FROM movie_list WHERE live <= 0 AND expires_at <= ")
            .sql(dialect.now_ms)
            .sql(" ORDER BY generation LIMIT 1")
            .each(1, [&](const Row& row) { left = row.number(0); });
    });
    if (!left) return false;
    return database_.write(call, [&](soci::session& session) {
        // Nobody may take it up now.
        bool is_left = false;
        Query(session)
            .sql("SELECT epoch FROM movie_list WHERE generation = ")
            .bind(*left)
            .sql(" AND live <= 0 AND expires_at <= ")
            .sql(dialect.now_ms)
            .sql(dialect.for_update)
            .each(1, [&](const Row&) { is_left = true; });
        if (!is_left) return true;
        // From its first row on it is gone for everybody else.
        Query(session)
            .sql("UPDATE movie_list SET live = -1, renewals = renewals + 1 WHERE generation = ")
            .bind(*left)
            .execute();
        if (drop_rows(session, "movie_entry", *left) > 0) return true;
        if (drop_rows(session, "movie_tally", *left) > 0) return true;
        Query(session).sql("DELETE FROM movie_list WHERE generation = ").bind(*left).execute();
        return true;
    });
}

}  // namespace marquee::movie
