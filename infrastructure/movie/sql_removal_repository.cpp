#include "infrastructure/movie/sql_removal_repository.h"

#include "domain/shared/error.h"
#include "infrastructure/database/query.h"

namespace marquee::movie {
namespace {

using database::Query;
using database::Row;

std::string text_of(RemovalStep step) {
    return step == RemovalStep::requested ? "requested" : "described_no_more";
}

RemovalStep step_of(const std::string& text) {
    for (const auto step : {RemovalStep::requested, RemovalStep::described_no_more}) {
        if (text == text_of(step)) return step;
    }
    throw Error(ErrorCode::invalid, "a removal has the unknown step " + text);
}

Removal removal_of(const Row& row) {
    return {MovieId(row.text(0)), step_of(row.text(1)), row.number(2),
            Timestamp(std::chrono::milliseconds(row.number(3)))};
}

}  // namespace

bool SqlRemovalRepository::begin(const Call& call, const Removal& removal,
                                 const std::string& worker, std::chrono::milliseconds lease) {
    const auto& dialect = database_.dialect();
    return database_.write(call, [&](soci::session& session) {
        bool exists = false;
        Query(session)
            .sql("SELECT 1 FROM movie_removal WHERE movie_id = ")
            .bind(removal.movie.text())
            .sql(dialect.for_update)
            .each(1, [&](const Row&) { exists = true; });
        if (exists) return false;
        Query insert(session);
        insert.sql(
            "INSERT INTO movie_removal "
            "(movie_id, step, revision, requested_at, worker, lease_until) VALUES (");
        insert.bind(removal.movie.text()).sql(", ").bind(text_of(removal.step)).sql(", ");
        insert.bind(removal.revision).sql(", ");
        insert.bind(removal.requested_at.time_since_epoch().count()).sql(", ").bind(worker);
        insert.sql(", ").sql(dialect.now_ms).sql(" + ").bind(lease.count()).sql(")").execute();
        return true;
    });
}

std::optional<Removal> SqlRemovalRepository::claim(const Call& call, const std::string& worker,
                                                   std::chrono::milliseconds lease) {
    const auto& dialect = database_.dialect();
    return database_.write(call, [&](soci::session& session) {
        std::optional<Removal> removal;
        Query(session)
            .sql(
                "SELECT movie_id, step, revision, requested_at FROM movie_removal WHERE "
                "lease_until < ")
            .sql(dialect.now_ms)
            .sql(" ORDER BY requested_at LIMIT 1")
            .sql(dialect.for_update)
            .each(4, [&](const Row& row) { removal = removal_of(row); });
        if (!removal) return removal;
        Query(session)
            .sql("UPDATE movie_removal SET worker = ")
            .bind(worker)
            .sql(", lease_until = ")
            .sql(dialect.now_ms)
            .sql(" + ")
            .bind(lease.count())
            .sql(" WHERE movie_id = ")
            .bind(removal->movie.text())
            .execute();
        return removal;
    });
}

bool SqlRemovalRepository::under_way(const Call& call, const MovieId& movie) {
    return database_.read(call, [&](soci::session& session) {
        bool found = false;
        Query(session)
            .sql("SELECT 1 FROM movie_removal WHERE movie_id = ")
            .bind(movie.text())
            .each(1, [&](const Row&) { found = true; });
        return found;
    });
}

bool SqlRemovalRepository::advance(const Call& call, const MovieId& movie,
                                   const std::string& worker, RemovalStep step) {
    return database_.write(call, [&](soci::session& session) {
        return Query(session)
                   .sql("UPDATE movie_removal SET step = ")
                   .bind(text_of(step))
                   .sql(" WHERE movie_id = ")
                   .bind(movie.text())
                   .sql(" AND worker = ")
                   .bind(worker)
                   .execute() > 0;
    });
}

void SqlRemovalRepository::end(const Call& call, const MovieId& movie, const std::string& worker) {
    database_.write(call, [&](soci::session& session) {
        Query(session)
            .sql("DELETE FROM movie_removal WHERE movie_id = ")
            .bind(movie.text())
            .sql(" AND worker = ")
            .bind(worker)
            .execute();
    });
}

}  // namespace marquee::movie
