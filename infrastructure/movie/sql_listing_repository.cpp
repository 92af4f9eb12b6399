#include "infrastructure/movie/sql_listing_repository.h"

#include <map>

#include "infrastructure/database/in_chunks.h"
#include "infrastructure/database/query.h"
#include "infrastructure/movie/listing_rows.h"
#include "infrastructure/movie/listing_state.h"

namespace marquee::movie {
namespace {

using database::Query;
using database::Row;

constexpr const char* kWithTally =
    " LEFT JOIN movie_tally t ON t.generation = e.generation AND t.movie_id = e.movie_id "
    "WHERE e.generation = ";

/// Up to the version after which they changed.
constexpr const char* kChangedEntries =
    " FROM movie_entry e LEFT JOIN movie_tally t ON t.generation = e.generation AND "
    "t.movie_id = e.movie_id WHERE e.version > ";
constexpr const char* kChangedTallies =
    " FROM movie_tally t JOIN movie_entry e ON e.generation = t.generation AND "
    "e.movie_id = t.movie_id WHERE t.version > ";

/// What text_change_of reads.
constexpr const char* kTextColumns =
    "SELECT version, number, document FROM movie_entry WHERE generation = ";

ListingRepository::TextChange text_change_of(const Row& row) {
    ListingRepository::TextChange change{row.number(0), row.number(1), std::nullopt};
    if (row.optional_text(2)) change.description = description_of_document(row.text(2));
    return change;
}

std::optional<ListingState> read_one(Query& query) {
    std::optional<ListingState> state;
    query.each(kStateColumnCount, [&](const Row& row) { state = state_of(row); });
    return state;
}

std::string hex_of(const std::string& bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<std::uint8_t>(c);
        text += {kDigits[byte >> 4], kDigits[byte & 15U]};
    }
    return text;
}

std::string bytes_of(const std::string& hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    }
    return bytes;
}

}  // namespace

ListingState state_of(const Row& row) {
    ListingState state;
    state.generation = row.number(0);
    state.version = row.number(1);
    state.catalogue_position = row.number(2);
    state.audience_position = row.number(3);
    state.rating_count = row.number(4);
    state.score_sum = row.number(5);
    state.complete = row.number(6) != 0;
    return state;
}

std::optional<ListingState> read_live(soci::session& session) {
    Query query(session);
    query.sql("SELECT ").sql(kStateColumns).sql(" FROM movie_list WHERE live = 1");
    return read_one(query);
}

std::optional<ListingState> read_state(soci::session& session, std::int64_t generation) {
    Query query(session);
    query.sql("SELECT ")
        .sql(kStateColumns)
        .sql(" FROM movie_list WHERE live >= 0 AND generation = ");
    query.bind(generation);
    return read_one(query);
}

std::optional<ListingState> SqlListingRepository::live(const Call& call) {
    return database_.read(call, read_live);
}

std::optional<ListingState> SqlListingRepository::state(const Call& call, std::int64_t generation) {
    return database_.read(call,
                          [&](soci::session& session) { return read_state(session, generation); });
}

std::vector<ListedMovie> SqlListingRepository::listed(const Call& call, std::int64_t generation,
                                                      std::int64_t after, std::size_t limit) {
    return database_.read(call, [&](soci::session& session) {
        std::vector<ListedMovie> movies;
        Query query(session);
        query.sql("SELECT ")
            .sql(kListedColumns)
            .sql(" FROM movie_entry e")
            .sql(kWithTally)
            .bind(generation);
        query.sql(" AND e.number > ").bind(after).sql(" AND e.document IS NOT NULL ");
        query.sql("ORDER BY e.number LIMIT ").bind(static_cast<std::int64_t>(limit));
        query.each(kListedColumnCount, [&](const Row& row) { movies.push_back(listed_of(row)); });
        return movies;
    });
}

std::optional<ListingRepository::Changes> SqlListingRepository::changed(const Call& call,
                                                                        std::int64_t generation,
                                                                        std::int64_t after,
                                                                        std::size_t limit) {
    return database_.read_snapshot(call, [&](soci::session& session) -> std::optional<Changes> {
        const auto state = read_state(session, generation);
        if (!state) return std::nullopt;
        std::map<std::int64_t, ListedMovie> movies;
        for (const char* source : {kChangedEntries, kChangedTallies}) {
            Query query(session);
            query.sql("SELECT ").sql(kListedColumns).sql(source).bind(after);
            query.sql(" AND e.generation = ").bind(generation).sql(" LIMIT ");
            query.bind(static_cast<std::int64_t>(limit) + 1);
            query.each(kListedColumnCount, [&](const Row& row) {
                auto movie = listed_of(row);
                movies.insert_or_assign(movie.number, std::move(movie));
            });
            if (movies.size() > limit) return std::nullopt;
        }
        Changes changes{*state, {}};
        for (auto& [number, movie] : movies) changes.movies.push_back(std::move(movie));
        return changes;
    });
}

std::vector<ListingRepository::TextChange> SqlListingRepository::texts(const Call& call,
                                                                       std::int64_t generation,
                                                                       const TextPosition& after,
                                                                       std::size_t limit) {
    return database_.read(call, [&](soci::session& session) {
        std::vector<TextChange> changes;
        Query query(session);
        query.sql(kTextColumns).bind(generation).sql(" AND version >= ").bind(after.version);
        query.sql(" AND (version > ").bind(after.version).sql(" OR number > ").bind(after.number);
        query.sql(") ORDER BY version, number LIMIT ").bind(static_cast<std::int64_t>(limit));
        query.each(3, [&](const Row& row) { changes.push_back(text_change_of(row)); });
        return changes;
    });
}

std::vector<ListingRepository::TextChange> SqlListingRepository::numbered_texts(
    const Call& call, std::int64_t generation, std::int64_t after, std::int64_t until,
    std::size_t limit) {
    return database_.read(call, [&](soci::session& session) {
        std::vector<TextChange> texts;
        Query query(session);
        query.sql(kTextColumns).bind(generation).sql(" AND number > ").bind(after);
        query.sql(" AND number <= ").bind(until).sql(" AND document IS NOT NULL ");
        query.sql("ORDER BY number LIMIT ").bind(static_cast<std::int64_t>(limit));
        query.each(3, [&](const Row& row) { texts.push_back(text_change_of(row)); });
        return texts;
    });
}

std::int64_t SqlListingRepository::last_number(const Call& call, std::int64_t generation) {
    return database_.read(call, [&](soci::session& session) {
        std::int64_t last = 0;
        Query query(session);
        query.sql("SELECT MAX(number) FROM movie_entry WHERE generation = ").bind(generation);
        query.each(1, [&](const Row& row) { last = row.optional_number(0).value_or(0); });
        return last;
    });
}

std::vector<ListingEntry> SqlListingRepository::entries(const Call& call, std::int64_t generation,
                                                        const std::vector<std::int64_t>& numbers) {
    return database_.read(call, [&](soci::session& session) {
        std::map<std::int64_t, ListingEntry> found;
        // Every page of a search does this: by a list, it costs MariaDB a third of what a look_up
        // does.
        constexpr std::size_t kNumbersInStatement = 100;
        database::in_chunks(numbers, kNumbersInStatement, [&](auto begin, auto end) {
            Query query(session);
            query.sql("SELECT ").sql(kFullColumns).sql(" FROM movie_entry e");
            query.sql(database_.dialect().by_index("movie_entry_by_number")).sql(kWithTally);
            query.bind(generation).sql(" AND e.number IN (");
            for (auto number = begin; number != end; ++number) {
                query.sql(number == begin ? "" : ", ").bind(*number);
            }
            query.sql(") AND e.document IS NOT NULL").each(kFullColumnCount, [&](const Row& row) {
                found.emplace(row.number(0), listing_entry_of(row));
            });
        });
        std::vector<ListingEntry> entries;
        for (const auto number : numbers) {
            const auto entry = found.find(number);
            if (entry != found.end()) entries.push_back(entry->second);
        }
        return entries;
    });
}

std::vector<ListingEntry> SqlListingRepository::scan_entries(const Call& call,
                                                             std::int64_t generation,
                                                             const std::optional<MovieId>& after,
                                                             std::size_t limit) {
    return database_.read(call, [&](soci::session& session) {
        std::vector<ListingEntry> entries;
        Query query(session);
        query.sql("SELECT ")
            .sql(kFullColumns)
            .sql(" FROM movie_entry e")
            .sql(kWithTally)
            .bind(generation);
        query.sql(" AND e.movie_id > ").bind(after ? after->text() : "");
        query.sql(" AND e.document IS NOT NULL ORDER BY e.movie_id LIMIT ");
        query.bind(static_cast<std::int64_t>(limit)).each(kFullColumnCount, [&](const Row& row) {
            entries.push_back(listing_entry_of(row));
        });
        return entries;
    });
}

std::vector<Rated> SqlListingRepository::scan_tallies(const Call& call, std::int64_t generation,
                                                      const std::optional<MovieId>& after,
                                                      std::size_t limit) {
    return database_.read(call, [&](soci::session& session) {
        std::vector<Rated> tallies;
        Query query(session);
        query.sql("SELECT movie_id, histogram FROM movie_tally WHERE generation = ");
        query.bind(generation).sql(" AND movie_id > ").bind(after ? after->text() : "");
        query.sql(" AND rating_count > 0 ORDER BY movie_id LIMIT ");
        query.bind(static_cast<std::int64_t>(limit)).each(2, [&](const Row& row) {
            tallies.push_back({MovieId(row.text(0)), tally_of(row.text(1))});
        });
        return tallies;
    });
}

std::string SqlListingRepository::token_secret(const Call& call, const std::string& candidate) {
    return database_.write(call, [&](soci::session& session) {
        Query insert(session);
        insert.sql("INSERT INTO movie_token_secret (id, secret) VALUES (1, ");
        insert.bind(hex_of(candidate)).sql(")");
        insert.sql(database_.dialect().on_duplicate({"id"}, {})).execute();
        std::string secret;
        Query(session)
            .sql("SELECT secret FROM movie_token_secret WHERE id = 1")
            .each(1, [&](const Row& row) { secret = bytes_of(row.text(0)); });
        return secret;
    });
}

}  // namespace marquee::movie
