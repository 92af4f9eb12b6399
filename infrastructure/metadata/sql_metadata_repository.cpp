#include "infrastructure/metadata/sql_metadata_repository.h"

#include "infrastructure/database/query.h"
#include "infrastructure/metadata/metadata_events.h"
#include "infrastructure/metadata/metadata_rows.h"

namespace marquee::metadata {
namespace {

using Events = std::vector<events::NewEvent>;

std::optional<MovieMetadata> found(const std::map<MovieId, MovieMetadata>& movies,
                                   const MovieId& id) {
    const auto it = movies.find(id);
    return it == movies.end() ? std::nullopt : std::optional(it->second);
}

}  // namespace

std::optional<MovieMetadata> SqlMetadataRepository::find(const Call& call, const MovieRef& ref) {
    const auto* id = std::get_if<MovieId>(&ref);
    if (!id) return find_many(call, {ref}).front();
    return database_.read(call, [&](soci::session& session) -> std::optional<MovieMetadata> {
        auto movies = read_movies(session, {*id});
        if (movies.empty()) return std::nullopt;
        return std::move(movies.begin()->second);
    });
}

std::vector<std::optional<MovieMetadata>> SqlMetadataRepository::find_many(
    const Call& call, const std::vector<MovieRef>& refs) {
    std::set<MovieId> ids;
    std::set<ExternalId> external_ids;
    for (const auto& ref : refs) {
        if (const auto* id = std::get_if<MovieId>(&ref)) ids.insert(*id);
        if (const auto* external = std::get_if<ExternalId>(&ref)) external_ids.insert(*external);
    }
    return database_.read(call, [&](soci::session& session) {
        const auto owners = read_owners(session, external_ids);
        std::set<MovieId> wanted = ids;
        for (const auto& [external, owner] : owners) wanted.insert(owner);
        const auto movies = read_movies(session, wanted);

        std::vector<std::optional<MovieMetadata>> result;
        for (const auto& ref : refs) {
            const auto* external = std::get_if<ExternalId>(&ref);
            if (external && !owners.contains(*external)) {
                result.emplace_back(std::nullopt);
            } else {
                result.push_back(
                    found(movies, external ? owners.at(*external) : std::get<MovieId>(ref)));
            }
        }
        return result;
    });
}

std::vector<MovieMetadata> SqlMetadataRepository::scan(const Call& call,
                                                       const std::optional<MovieId>& after,
                                                       std::size_t limit) {
    return database_.read(
        call, [&](soci::session& session) { return scan_movies(session, after, limit); });
}

void SqlMetadataRepository::update(const Call& call, const std::vector<MovieId>& ids,
                                   const Change& change) {
    const auto& dialect = database_.dialect();
    log_.write(call, [&](soci::session& session, Events& events) {
        const auto before = read_movies(session, {ids.begin(), ids.end()}, dialect.for_update);
        std::vector<MovieWrite> writes;
        for (const auto& id : ids) {
            const auto current = found(before, id);
            if (auto after = change(id, current)) writes.push_back({*std::move(after), current});
        }
        write_movies(session, dialect, writes);
        for (const auto& write : writes) events.push_back(described_event(write.after));
    });
}

bool SqlMetadataRepository::remove(const Call& call, const MovieId& id, const Check& check) {
    bool removed = false;
    log_.write(call, [&](soci::session& session, Events& events) {
        const auto current = found(read_movies(session, {id}, database_.dialect().for_update), id);
        removed = current.has_value();
        if (!removed) return;
        check(*current);
        delete_movie(session, id);
        events.push_back(removed_event(*current));
    });
    return removed;
}

bool SqlMetadataRepository::empty(const Call& call) {
    return database_.read(call, [&](soci::session& session) {
        bool none = true;
        database::Query(session)
            .sql("SELECT 1 FROM metadata_movie LIMIT 1")
            .each(1, [&](const database::Row&) { none = false; });
        return none;
    });
}

}  // namespace marquee::metadata
