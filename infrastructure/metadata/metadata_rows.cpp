#include "infrastructure/metadata/metadata_rows.h"

#include <algorithm>
#include <iterator>

#include "infrastructure/database/query.h"
#include "infrastructure/metadata/details_json.h"

namespace marquee::metadata {
namespace {

using database::Query;
using database::Row;

/// Movies looked up by one statement, and external ids.
constexpr std::size_t kChunk = 200;

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

/// Calls `use` with the values in portions that one statement takes.
template <class T, class F>
void in_chunks(const std::set<T>& values, F&& use) {
    std::vector<T> chunk;
    for (const auto& value : values) {
        chunk.push_back(value);
        if (chunk.size() == kChunk) {
            use(chunk);
            chunk.clear();
        }
    }
    if (!chunk.empty()) use(chunk);
}

void write_external_ids(soci::session& session, const MovieMetadata& movie,
                        const std::optional<MovieMetadata>& before) {
    const auto wanted = external_ids_of(movie);
    const auto stored = before ? external_ids_of(*before) : std::set<ExternalId>();
    std::set<ExternalId> added;
    std::set_difference(wanted.begin(), wanted.end(), stored.begin(), stored.end(),
                        std::inserter(added, added.end()));
    for (const auto& [external, owner] : read_owners(session, added)) {
        if (owner == movie.id) continue;
        throw Error(ErrorCode::conflict,
                    to_string(MovieRef(external)) + " is movie " + owner.text() + " already",
                    {{"external_ids." + external.provider(), "belongs to another movie"}});
    }
    for (const auto& external : stored) {
        if (wanted.contains(external)) continue;
        Query(session)
            .sql("DELETE FROM metadata_external_id WHERE provider = ")
            .bind(external.provider())
            .sql(" AND value = ")
            .bind(external.value())
            .execute();
    }
    if (added.empty()) return;
    Query insert(session);
    insert.sql("INSERT INTO metadata_external_id (provider, value, movie_id) VALUES ");
    const char* separator = "(";
    for (const auto& external : added) {
        insert.sql(separator).bind(external.provider()).sql(", ").bind(external.value());
        insert.sql(", ").bind(movie.id.text());
        separator = "), (";
    }
    insert.sql(")").execute();
}

}  // namespace

std::map<MovieId, MovieMetadata> read_movies(soci::session& session, const std::set<MovieId>& ids,
                                             const std::string& for_update) {
    std::map<MovieId, MovieMetadata> result;
    in_chunks(ids, [&](const std::vector<MovieId>& chunk) {
        Query query(session);
        query.sql("SELECT ").sql(kColumns).sql(" FROM metadata_movie WHERE id IN ");
        const char* separator = "(";
        for (const auto& id : chunk) {
            query.sql(separator).bind(id.text());
            separator = ", ";
        }
        query.sql(") ORDER BY id").sql(for_update).each(kColumnCount, [&](const Row& row) {
            MovieMetadata movie = movie_of(row);
            result.emplace(movie.id, std::move(movie));
        });
    });
    return result;
}

std::map<ExternalId, MovieId> read_owners(soci::session& session,
                                          const std::set<ExternalId>& external_ids) {
    std::map<ExternalId, MovieId> result;
    in_chunks(external_ids, [&](const std::vector<ExternalId>& chunk) {
        Query query(session);
        query.sql("SELECT provider, value, movie_id FROM metadata_external_id WHERE ");
        const char* separator = "";
        for (const auto& external : chunk) {
            query.sql(separator).sql("(provider = ").bind(external.provider());
            query.sql(" AND value = ").bind(external.value()).sql(")");
            separator = " OR ";
        }
        query.each(3, [&](const Row& row) {
            result.emplace(ExternalId(row.text(0), row.text(1)), MovieId(row.text(2)));
        });
    });
    return result;
}

void write_movie(soci::session& session, const database::Dialect& dialect,
                 const MovieMetadata& metadata, const std::optional<MovieMetadata>& before) {
    const auto& description = metadata.description;
    const auto number = [](const std::optional<int>& value) -> std::optional<std::int64_t> {
        if (!value) return std::nullopt;
        return *value;
    };
    Query insert(session);
    insert.sql("INSERT INTO metadata_movie (").sql(kColumns).sql(") VALUES (");
    insert.bind(metadata.id.text()).sql(", ").bind(description.title).sql(", ");
    insert.bind(number(description.release_year)).sql(", ");
    insert.bind(number(description.runtime_minutes)).sql(", ");
    insert.bind(description.description).sql(", ").bind(details_to_json(description)).sql(", ");
    insert.bind(metadata.revision).sql(", ");
    insert.bind(metadata.created_at.time_since_epoch().count()).sql(", ");
    insert.bind(metadata.updated_at.time_since_epoch().count()).sql(")");
    // A movie that appeared since it was looked for is a conflict, not to be written over.
    if (before) {
        insert.sql(
            dialect.on_duplicate({"id"}, {"title", "release_year", "runtime_minutes", "description",
                                          "details", "revision", "updated_at"}));
    }
    insert.execute();
    write_external_ids(session, metadata, before);
}

void delete_movie(soci::session& session, const MovieId& id) {
    Query(session)
        .sql("DELETE FROM metadata_external_id WHERE movie_id = ")
        .bind(id.text())
        .execute();
    Query(session).sql("DELETE FROM metadata_movie WHERE id = ").bind(id.text()).execute();
}

}  // namespace marquee::metadata
