#include "infrastructure/rating/rating_rows.h"

#include <cstdint>

#include "domain/shared/error.h"
#include "infrastructure/database/in_chunks.h"
#include "infrastructure/database/look_up.h"
#include "infrastructure/database/query.h"

namespace marquee::rating {
namespace {

using database::in_chunks;
using database::look_up;
using database::Query;
using database::Row;
using database::rows_in_statement;

constexpr const char* kSummaryColumns =
    "record_type, record_id, rating_count, score_sum, h1, h2, h3, h4, h5, h6, h7, h8, h9, h10";
constexpr std::size_t kSummaryColumnCount = 14;

void match_record(Query& query, const Record& record) {
    query.sql(" WHERE record_type = ").bind(record.type.text());
    query.sql(" AND record_id = ").bind(record.id.text());
}

void bind_record(Query& query, const Record& record) {
    query.bind(record.type.text()).sql(", ").bind(record.id.text());
}

void bind_key(Query& query, const RatingKey& key) {
    bind_record(query, key.first);
    query.sql(", ").bind(key.second.text());
}

std::pair<Record, RatingSummary> summary_of(const Row& row) {
    const RatingSummary summary(histogram_of(row, 4));
    if (summary.count() != row.number(2) || summary.sum() != row.number(3)) {
        throw Error(ErrorCode::invalid, "the summary of " + row.text(0) + " " + row.text(1) +
                                            " disagrees with itself; marquee ratings verify "
                                            "--repair mends it");
    }
    return {Record{RecordType(row.text(0)), RecordId(row.text(1))}, summary};
}

}  // namespace

const char* const kRatingColumns = "record_type, record_id, user_id, score, rated_at";

const char* const kCountedBuckets =
    "SUM(CASE WHEN score = 1 THEN 1 ELSE 0 END), SUM(CASE WHEN score = 2 THEN 1 ELSE 0 END), "
    "SUM(CASE WHEN score = 3 THEN 1 ELSE 0 END), SUM(CASE WHEN score = 4 THEN 1 ELSE 0 END), "
    "SUM(CASE WHEN score = 5 THEN 1 ELSE 0 END), SUM(CASE WHEN score = 6 THEN 1 ELSE 0 END), "
    "SUM(CASE WHEN score = 7 THEN 1 ELSE 0 END), SUM(CASE WHEN score = 8 THEN 1 ELSE 0 END), "
    "SUM(CASE WHEN score = 9 THEN 1 ELSE 0 END), SUM(CASE WHEN score = 10 THEN 1 ELSE 0 END)";

Histogram histogram_of(const Row& row, std::size_t first) {
    Histogram histogram{};
    for (std::size_t i = 0; i < histogram.size(); ++i) histogram[i] = row.number(first + i);
    return histogram;
}

int total_shard(const Record& record) {
    // FNV-1a: every instance has to come to the same shard, which std::hash does not promise.
    std::uint32_t hash = 2166136261U;
    for (const char c : record.id.text()) hash = (hash ^ static_cast<std::uint8_t>(c)) * 16777619U;
    return static_cast<int>(hash % kTotalShards);
}

Rating rating_of(const Row& row) {
    return Rating{{RecordType(row.text(0)), RecordId(row.text(1))},
                  UserId(row.text(2)),
                  Score(row.number(3)),
                  Timestamp(std::chrono::milliseconds(row.number(4)))};
}

std::map<RatingKey, Rating> read_ratings(soci::session& session, const std::set<RatingKey>& keys) {
    std::map<RatingKey, Rating> result;
    const std::string sql = std::string("SELECT ") + kRatingColumns + " FROM rating_score";
    look_up(session, {sql, kRatingColumnCount, "record_type, record_id, user_id"}, keys, bind_key,
            [&](const Row& row) {
                Rating rating = rating_of(row);
                result.emplace(RatingKey(rating.record, rating.user), std::move(rating));
            });
    return result;
}

void write_ratings(soci::session& session, const database::Dialect& dialect,
                   const std::vector<Rating>& ratings, Timestamp now) {
    const std::string on_duplicate = dialect.on_duplicate({"record_type", "record_id", "user_id"},
                                                          {"score", "rated_at", "stored_at"});
    Query query(session);
    in_chunks(ratings, rows_in_statement(session), [&](auto begin, auto end) {
        query.restart();
        query.sql("INSERT INTO rating_score (").sql(kRatingColumns).sql(", stored_at) VALUES ");
        for (auto rating = begin; rating != end; ++rating) {
            bind_key(query.sql(rating == begin ? "(" : ", ("), {rating->record, rating->user});
            query.sql(", ").bind(std::int64_t{rating->score.value()}).sql(", ");
            query.bind(rating->rated_at.time_since_epoch().count()).sql(", ");
            query.bind(now.time_since_epoch().count()).sql(")");
        }
        query.sql(on_duplicate).execute();
    });
}

void delete_ratings(soci::session& session, const std::set<RatingKey>& keys) {
    for (const auto& key : keys) {
        Query query(session);
        match_record(query.sql("DELETE FROM rating_score"), key.first);
        query.sql(" AND user_id = ").bind(key.second.text()).execute();
    }
}

std::vector<Score> remove_ratings(soci::session& session, const Record& record, Timestamp until,
                                  std::size_t limit) {
    std::vector<Score> scores;
    std::string last_user;
    const std::int64_t time = until.time_since_epoch().count();
    Query found(session);
    match_record(found.sql("SELECT user_id, score FROM rating_score"), record);
    found.sql(" AND stored_at <= ").bind(time).sql(" ORDER BY user_id LIMIT ");
    found.bind(static_cast<std::int64_t>(limit)).each(2, [&](const Row& row) {
        last_user = row.text(0);
        scores.emplace_back(row.number(1));
    });
    if (scores.empty()) return scores;
    Query deletion(session);
    match_record(deletion.sql("DELETE FROM rating_score"), record);
    deletion.sql(" AND stored_at <= ").bind(time).sql(" AND user_id <= ").bind(last_user).execute();
    return scores;
}

std::int64_t hold_erased_user(soci::session& session, const database::Dialect& dialect,
                              const UserId& user) {
    Query(session)
        .sql("INSERT INTO rating_erased_user (user_id, ratings_removed) VALUES (")
        .bind(user.text())
        .sql(", 0)")
        .sql(dialect.on_duplicate({"user_id"}, {}))
        .execute();
    std::int64_t removed = 0;
    Query(session)
        .sql("SELECT ratings_removed FROM rating_erased_user WHERE user_id = ")
        .bind(user.text())
        .each(1, [&](const Row& row) { removed = row.number(0); });
    return removed;
}

void write_removed(soci::session& session, const UserId& user, std::int64_t removed) {
    Query(session)
        .sql("UPDATE rating_erased_user SET ratings_removed = ")
        .bind(removed)
        .sql(" WHERE user_id = ")
        .bind(user.text())
        .execute();
}

std::set<UserId> find_erased_users(soci::session& session, const std::set<UserId>& users) {
    std::set<UserId> found;
    look_up(
        session, {"SELECT user_id FROM rating_erased_user", 1, "user_id"}, users,
        [](Query& query, const UserId& user) { query.bind(user.text()); },
        [&](const Row& row) { found.emplace(row.text(0)); });
    return found;
}

RatingSummary read_summary(soci::session& session, const Record& record) {
    RatingSummary result;
    Query query(session);
    match_record(query.sql("SELECT ").sql(kSummaryColumns).sql(" FROM rating_summary"), record);
    query.each(kSummaryColumnCount, [&](const Row& row) { result = summary_of(row).second; });
    return result;
}

std::map<Record, RatingSummary> read_summaries(soci::session& session,
                                               const std::set<Record>& records,
                                               const std::string& for_update) {
    std::map<Record, RatingSummary> result;
    const std::string sql = std::string("SELECT ") + kSummaryColumns + " FROM rating_summary";
    look_up(session, {sql, kSummaryColumnCount, "record_type, record_id", for_update}, records,
            bind_record, [&](const Row& row) { result.insert(summary_of(row)); });
    return result;
}

std::vector<RatedRecord> scan_summaries(soci::session& session, const RecordType& type,
                                        const std::optional<RecordId>& after, std::size_t limit) {
    std::vector<RatedRecord> result;
    Query query(session);
    query.sql("SELECT ").sql(kSummaryColumns).sql(" FROM rating_summary WHERE record_type = ");
    query.bind(type.text()).sql(" AND record_id > ").bind(after ? after->text() : "");
    query.sql(" AND rating_count > 0 ORDER BY record_id LIMIT ");
    query.bind(static_cast<std::int64_t>(limit)).each(kSummaryColumnCount, [&](const Row& row) {
        auto [record, summary] = summary_of(row);
        result.push_back({std::move(record), summary});
    });
    return result;
}

void hold_records(soci::session& session, const database::Dialect& dialect,
                  const std::set<Record>& records) {
    const std::string on_duplicate = dialect.on_duplicate({"record_type", "record_id"}, {});
    Query query(session);
    in_chunks(records, rows_in_statement(session), [&](auto begin, auto end) {
        query.restart();
        query.sql("INSERT INTO rating_summary (").sql(kSummaryColumns).sql(") VALUES ");
        for (auto record = begin; record != end; ++record) {
            bind_record(query.sql(record == begin ? "(" : ", ("), *record);
            query.sql(", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)");
        }
        query.sql(on_duplicate).execute();
    });
}

std::map<Record, RatingSummary> hold_summaries(soci::session& session,
                                               const database::Dialect& dialect,
                                               const std::set<Record>& records) {
    auto summaries = read_summaries(session, records, dialect.for_update);
    std::set<Record> missing;
    for (const auto& record : records) {
        if (!summaries.contains(record)) missing.insert(record);
    }
    // On SQLite nobody else writes until the transaction's end.
    if (!missing.empty() && !dialect.for_update.empty()) {
        hold_records(session, dialect, missing);
        summaries.merge(read_summaries(session, missing));
    }
    for (const auto& record : missing) summaries.try_emplace(record);
    return summaries;
}

void write_summaries(soci::session& session, const database::Dialect& dialect,
                     const std::map<Record, RatingSummary>& summaries) {
    const std::string on_duplicate = dialect.on_duplicate(
        {"record_type", "record_id"},
        {"rating_count", "score_sum", "h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8", "h9", "h10"});
    Query query(session);
    in_chunks(summaries, rows_in_statement(session), [&](auto begin, auto end) {
        query.restart();
        query.sql("INSERT INTO rating_summary (").sql(kSummaryColumns).sql(") VALUES ");
        for (auto entry = begin; entry != end; ++entry) {
            const auto& [record, summary] = *entry;
            bind_record(query.sql(entry == begin ? "(" : ", ("), record);
            query.sql(", ").bind(summary.count());
            query.sql(", ").bind(summary.sum());
            for (const auto bucket : summary.histogram()) query.sql(", ").bind(bucket);
            query.sql(")");
        }
        query.sql(on_duplicate).execute();
    });
    for (const auto& [record, summary] : summaries) {
        if (summary.count() > 0) continue;
        match_record(query.restart().sql("DELETE FROM rating_summary"), record);
        query.execute();
    }
}

RatingTotals read_totals(soci::session& session, const RecordType& type) {
    RatingTotals totals;
    Query(session)
        .sql(
            "SELECT COALESCE(SUM(rating_count), 0), COALESCE(SUM(score_sum), 0) "
            "FROM rating_total WHERE record_type = ")
        .bind(type.text())
        .each(2, [&](const Row& row) {
            totals = {row.number(0), row.number(1)};
        });
    return totals;
}

void add_to_totals(soci::session& session, const database::Dialect& dialect,
                   const TotalChanges& changes) {
    TotalChanges effective;
    for (const auto& [shard, change] : changes) {
        if (change != RatingTotals{}) effective.emplace(shard, change);
    }
    const std::string on_duplicate =
        dialect.on_duplicate_add({"record_type", "shard"}, {"rating_count", "score_sum"});
    Query query(session);
    in_chunks(effective, rows_in_statement(session), [&](auto begin, auto end) {
        query.restart();
        query.sql("INSERT INTO rating_total (record_type, shard, rating_count, score_sum) VALUES ");
        for (auto entry = begin; entry != end; ++entry) {
            const auto& [shard, change] = *entry;
            query.sql(entry == begin ? "(" : ", (").bind(shard.first.text()).sql(", ");
            query.bind(std::int64_t{shard.second}).sql(", ").bind(change.count).sql(", ");
            query.bind(change.sum).sql(")");
        }
        query.sql(on_duplicate).execute();
    });
}

}  // namespace marquee::rating
