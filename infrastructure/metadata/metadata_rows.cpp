#include "infrastructure/metadata/metadata_rows.h"

#include <algorithm>

#include "infrastructure/database/in_chunks.h"
#include "infrastructure/database/look_up.h"
#include "infrastructure/database/query.h"
#include "infrastructure/metadata/details_json.h"

namespace marquee::metadata {
namespace {

using database::in_chunks;
using database::look_up;
using database::Query;
using database::Row;

/// Movies that one statement reads, and external ids that one writes.
constexpr std::size_t kChunk = 100;
/// Movies that one statement writes: so many of the largest fit into one packet (16 MiB, which is
/// MariaDB's default), even when every character has to be escaped.
constexpr std::size_t kRowChunk = 5;

constexpr const char* kColumns =
    "id, title, release_year, runtime_minutes, description, details, revision, created_at, "
    "updated_at";
constexpr std::size_t kColumnCount = 9;

Timestamp time_of(std::int64_t milliseconds) {
    return Timestamp(std::chrono::milliseconds(milliseconds));
}

std::optional<int> small_number(const std::optional<std::int64_t>& number) {
    if (!number) return std::nullopt;
    return static_cast<int>(*number);
}

MovieMetadata movie_of(const Row& row) {
    MovieMetadata movie{
        MovieId(row.text(0)), {}, row.number(6), time_of(row.number(7)), time_of(row.number(8))};
    movie.description.title = row.text(1);
    movie.description.release_year = small_number(row.optional_number(2));
    movie.description.runtime_minutes = small_number(row.optional_number(3));
    movie.description.description = row.optional_text(4);
    details_from_json(row.text(5), movie.description);
    // It was checked when it came, against the year of that day.
    constexpr int kAnyYear = 9999;
    require_valid(movie.description, kAnyYear);
    return movie;
}

std::set<ExternalId> external_ids_of(const MovieMetadata& movie) {
    std::set<ExternalId> result;
    for (const auto& [provider, value] : movie.description.external_ids) {
        result.emplace(provider, value);
    }
    return result;
}

Error taken(const ExternalId& external, const MovieId& owner) {
    return Error(ErrorCode::conflict,
                 to_string(MovieRef(external)) + " is movie " + owner.text() + " already",
                 {{"external_ids." + external.provider(), "belongs to another movie"}});
}

void delete_external_id(soci::session& session, const ExternalId& external) {
    Query(session)
        .sql("DELETE FROM metadata_external_id WHERE provider = ")
        .bind(external.provider())
        .sql(" AND value = ")
        .bind(external.value())
        .execute();
}

/// Throws Error(conflict) when somebody else owns one of the external ids.
void require_free(soci::session& session, const std::map<ExternalId, MovieId>& wanted) {
    std::set<ExternalId> external_ids;
    for (const auto& [external, movie] : wanted) external_ids.insert(external);
    for (const auto& [external, owner] : read_owners(session, external_ids)) {
        if (owner != wanted.at(external)) throw taken(external, owner);
    }
}

void write_external_ids(soci::session& session, const std::vector<MovieWrite>& writes) {
    std::map<ExternalId, MovieId> added;
    for (const auto& [after, before] : writes) {
        const auto wanted = external_ids_of(after);
        const auto stored = before ? external_ids_of(*before) : std::set<ExternalId>();
        for (const auto& external : stored) {
            if (!wanted.contains(external)) delete_external_id(session, external);
        }
        for (const auto& external : wanted) {
            if (stored.contains(external)) continue;
            const auto [other, is_new] = added.emplace(external, after.id);
            if (!is_new) throw taken(external, other->second);
        }
    }
    require_free(session, added);
    in_chunks(added, kChunk, [&](auto begin, auto end) {
        Query insert(session);
        insert.sql("INSERT INTO metadata_external_id (provider, value, movie_id) VALUES ");
        for (auto entry = begin; entry != end; ++entry) {
            const auto& [external, movie] = *entry;
            insert.sql(entry == begin ? "(" : ", (").bind(external.provider()).sql(", ");
            insert.bind(external.value()).sql(", ").bind(movie.text()).sql(")");
        }
        insert.execute();
    });
}

std::optional<std::int64_t> number(const std::optional<int>& value) {
    if (!value) return std::nullopt;
    return *value;
}

/// Inserts the rows, or replaces those that there are.
void write_rows(soci::session& session, const std::vector<const MovieMetadata*>& movies,
                const std::string& on_duplicate) {
    in_chunks(movies, kRowChunk, [&](auto begin, auto end) {
        Query query(session);
        query.sql("INSERT INTO metadata_movie (").sql(kColumns).sql(") VALUES ");
        for (auto entry = begin; entry != end; ++entry) {
            const MovieMetadata& movie = **entry;
            const auto& description = movie.description;
            query.sql(entry == begin ? "(" : ", (").bind(movie.id.text()).sql(", ");
            query.bind(description.title).sql(", ").bind(number(description.release_year));
            query.sql(", ").bind(number(description.runtime_minutes)).sql(", ");
            query.bind(description.description).sql(", ").bind(details_to_json(description));
            query.sql(", ").bind(movie.revision).sql(", ");
            query.bind(movie.created_at.time_since_epoch().count()).sql(", ");
            query.bind(movie.updated_at.time_since_epoch().count()).sql(")");
        }
        query.sql(on_duplicate).execute();
    });
}

}  // namespace

std::map<MovieId, MovieMetadata> read_movies(soci::session& session, const std::set<MovieId>& ids,
                                             const std::string& for_update) {
    std::map<MovieId, MovieMetadata> result;
    in_chunks(ids, kChunk, [&](auto begin, auto end) {
        Query query(session);
        query.sql("SELECT ").sql(kColumns).sql(" FROM metadata_movie WHERE id IN ");
        for (auto id = begin; id != end; ++id) query.sql(id == begin ? "(" : ", ").bind(id->text());
        query.sql(") ORDER BY id").sql(for_update).each(kColumnCount, [&](const Row& row) {
            MovieMetadata movie = movie_of(row);
            result.emplace(movie.id, std::move(movie));
        });
    });
    return result;
}

std::vector<MovieMetadata> scan_movies(soci::session& session, const std::optional<MovieId>& after,
                                       std::size_t limit) {
    std::vector<MovieMetadata> result;
    Query query(session);
    query.sql("SELECT ").sql(kColumns).sql(" FROM metadata_movie WHERE id > ");
    query.bind(after ? after->text() : "").sql(" ORDER BY id LIMIT ");
    query.bind(static_cast<std::int64_t>(limit)).each(kColumnCount, [&](const Row& row) {
        result.push_back(movie_of(row));
    });
    return result;
}

std::map<ExternalId, MovieId> read_owners(soci::session& session,
                                          const std::set<ExternalId>& external_ids) {
    std::map<ExternalId, MovieId> result;
    look_up(
        session,
        {"SELECT provider, value, movie_id FROM metadata_external_id", 3, "provider, value"},
        external_ids,
        [](Query& query, const ExternalId& external) {
            query.bind(external.provider()).sql(", ").bind(external.value());
        },
        [&](const Row& row) {
            result.emplace(ExternalId(row.text(0), row.text(1)), MovieId(row.text(2)));
        });
    return result;
}

void write_movies(soci::session& session, const database::Dialect& dialect,
                  const std::vector<MovieWrite>& writes) {
    std::vector<const MovieMetadata*> created;
    std::vector<const MovieMetadata*> changed;
    for (const auto& write : writes) (write.before ? changed : created).push_back(&write.after);
    // A new movie that appeared since it was looked for is a conflict, not to be written over.
    write_rows(session, created, "");
    write_rows(session, changed,
               dialect.on_duplicate({"id"}, {"title", "release_year", "runtime_minutes",
                                             "description", "details", "revision", "updated_at"}));
    write_external_ids(session, writes);
}

void delete_movie(soci::session& session, const MovieId& id) {
    Query(session)
        .sql("DELETE FROM metadata_external_id WHERE movie_id = ")
        .bind(id.text())
        .execute();
    Query(session).sql("DELETE FROM metadata_movie WHERE id = ").bind(id.text()).execute();
}

}  // namespace marquee::metadata
