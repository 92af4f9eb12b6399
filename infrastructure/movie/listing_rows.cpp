#include "infrastructure/movie/listing_rows.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <sstream>

#include "domain/shared/error.h"
#include "infrastructure/database/in_chunks.h"
#include "infrastructure/database/look_up.h"
#include "infrastructure/movie/description_document.h"

namespace marquee::movie {
namespace {

using database::Query;
using database::Row;

/// What one statement writes at most: it fits into a packet (16 MiB, which is MariaDB's default)
/// with the largest document at its end, even when every character has to be escaped.
constexpr std::size_t kRows = 250;
constexpr std::size_t kBytes = 1 << 20;

Timestamp time_of(std::int64_t milliseconds) {
    return Timestamp(std::chrono::milliseconds(milliseconds));
}

std::int64_t number_of(Timestamp time) {
    return time.time_since_epoch().count();
}

std::string lines_of(const std::vector<std::string>& texts) {
    std::string lines;
    for (const auto& text : texts) lines += text + '\n';
    return lines;
}

std::vector<std::string> texts_of(const std::string& lines) {
    std::vector<std::string> texts;
    std::istringstream stream(lines);
    for (std::string line; std::getline(stream, line);) texts.push_back(line);
    return texts;
}

/// Reads `sql`, "SELECT ... FROM table", of the wanted rows.
template <class F>
void read_rows(soci::session& session, const RowsOf& rows, const std::string& sql,
               std::size_t columns, F&& use) {
    if (rows.ids.empty()) return;
    if (rows.all_between) {
        Query query(session);
        query.sql(sql).sql(" WHERE generation = ").bind(rows.generation);
        query.sql(" AND movie_id >= ");
        query.bind(rows.ids.begin()->text()).sql(" AND movie_id <= ");
        query.bind(rows.ids.rbegin()->text()).each(columns, use);
        return;
    }
    database::look_up(
        session, {sql, columns, "generation, movie_id"}, rows.ids,
        [&](Query& query, const MovieId& id) {
            query.bind(rows.generation).sql(", ").bind(id.text());
        },
        use);
}

void bind_row(Query& query, std::int64_t generation, const EntryRow& row,
              const std::optional<std::string>& document) {
    const CatalogueEntry none{row.id, {}, 0, {}, {}};
    const CatalogueEntry& entry = row.entry ? *row.entry : none;
    const auto& year = entry.description.release_year;
    query.bind(generation).sql(", ").bind(row.id.text()).sql(", ").bind(row.number);
    query.sql(", ").bind(row.version).sql(", ").bind(entry.description.title).sql(", ");
    query.bind(year ? std::optional<std::int64_t>(*year) : std::nullopt).sql(", ");
    query.bind(lines_of(entry.description.genres)).sql(", ").bind(entry.revision).sql(", ");
    query.bind(number_of(entry.created_at)).sql(", ").bind(number_of(entry.updated_at));
    query.sql(", ").bind(document);
}

}  // namespace

std::map<MovieId, EntryRow> read_entries(soci::session& session, const RowsOf& rows) {
    std::map<MovieId, EntryRow> found;
    read_rows(session, rows,
              "SELECT movie_id, number, version, revision, created_at, updated_at, document "
              "FROM movie_entry",
              7, [&](const Row& row) {
                  EntryRow entry{MovieId(row.text(0)), row.number(1), row.number(2), std::nullopt};
                  if (row.optional_text(6)) {
                      entry.entry = CatalogueEntry{entry.id, description_of_document(row.text(6)),
                                                   row.number(3), time_of(row.number(4)),
                                                   time_of(row.number(5))};
                  }
                  found.emplace(entry.id, std::move(entry));
              });
    return found;
}

std::map<MovieId, std::int64_t> read_numbers(soci::session& session, const RowsOf& rows) {
    std::map<MovieId, std::int64_t> found;
    read_rows(session, rows, "SELECT movie_id, number FROM movie_entry", 2,
              [&](const Row& row) { found.emplace(MovieId(row.text(0)), row.number(1)); });
    return found;
}

std::map<MovieId, RatingTally> read_tallies(soci::session& session, const RowsOf& rows) {
    std::map<MovieId, RatingTally> found;
    read_rows(session, rows, "SELECT movie_id, histogram FROM movie_tally", 2,
              [&](const Row& row) { found.emplace(MovieId(row.text(0)), tally_of(row.text(1))); });
    return found;
}

void write_entries(soci::session& session, const database::Dialect& dialect,
                   std::int64_t generation, const std::vector<EntryRow>& rows) {
    const std::string on_duplicate = dialect.on_duplicate(
        {"generation", "movie_id"}, {"version", "title", "release_year", "genres", "revision",
                                     "created_at", "updated_at", "document"});
    for (std::size_t next = 0; next < rows.size();) {
        Query query(session);
        query.sql(
            "INSERT INTO movie_entry (generation, movie_id, number, version, title, release_year, "
            "genres, revision, created_at, updated_at, document) VALUES ");
        std::size_t bytes = 0;
        for (std::size_t i = 0; i < kRows && bytes < kBytes && next < rows.size(); ++i, ++next) {
            const auto& row = rows[next];
            std::optional<std::string> document;
            if (row.entry) document = document_of(row.entry->description);
            bytes += document ? document->size() : 0;
            bind_row(query.sql(i == 0 ? "(" : ", ("), generation, row, document);
            query.sql(")");
        }
        query.sql(on_duplicate).execute();
    }
}

void write_tallies(soci::session& session, const database::Dialect& dialect,
                   std::int64_t generation, std::int64_t version,
                   const std::map<MovieId, RatingTally>& tallies) {
    const std::string on_duplicate = dialect.on_duplicate(
        {"generation", "movie_id"}, {"version", "rating_count", "score_sum", "histogram"});
    Query query(session);
    database::in_chunks(tallies, database::rows_in_statement(session), [&](auto begin, auto end) {
        query.restart().sql(
            "INSERT INTO movie_tally (generation, movie_id, version, rating_count, score_sum, "
            "histogram) VALUES ");
        for (auto item = begin; item != end; ++item) {
            const auto& [id, tally] = *item;
            query.sql(item == begin ? "(" : ", (").bind(generation).sql(", ").bind(id.text());
            query.sql(", ").bind(version).sql(", ").bind(tally.count()).sql(", ");
            query.bind(tally.sum()).sql(", ").bind(histogram_text(tally)).sql(")");
        }
        query.sql(on_duplicate).execute();
    });
}

ListedMovie listed_of(const Row& row) {
    ListedMovie movie;
    movie.number = row.number(0);
    movie.listed = row.number(1) != 0;
    movie.title = row.text(2);
    if (const auto year = row.optional_number(3)) movie.release_year = static_cast<int>(*year);
    movie.genres = texts_of(row.text(4));
    movie.added = time_of(row.number(5));
    movie.rating_count = row.number(6);
    movie.score_sum = row.number(7);
    return movie;
}

ListingEntry listing_entry_of(const Row& row) {
    return {row.number(0),
            {MovieId(row.text(1)), description_of_document(row.text(5)), row.number(2),
             time_of(row.number(3)), time_of(row.number(4))},
            row.optional_text(6) ? tally_of(row.text(6)) : RatingTally()};
}

std::string histogram_text(const RatingTally& tally) {
    std::string text;
    for (const auto count : tally.histogram) {
        text += (text.empty() ? "" : ",") + std::to_string(count);
    }
    return text;
}

RatingTally tally_of(const std::string& histogram) {
    RatingTally tally;
    const char* next = histogram.data();
    const char* const end = next + histogram.size();
    for (auto& count : tally.histogram) {
        const auto [rest, error] = std::from_chars(next, end, count);
        if (error != std::errc() || count < 0) {
            throw Error(ErrorCode::invalid, "a tally has the histogram " + histogram);
        }
        // Behind the comma.
        next = std::min(rest + 1, end);
    }
    return tally;
}

MovieDescription description_of_document(const std::string& document) {
    return description_in(nlohmann::json::parse(document));
}

}  // namespace marquee::movie
