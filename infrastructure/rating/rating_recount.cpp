#include "infrastructure/rating/rating_recount.h"

#include <algorithm>
#include <set>

#include "infrastructure/database/query.h"
#include "infrastructure/rating/rating_events.h"
#include "infrastructure/rating/rating_rows.h"

namespace marquee::rating {
namespace {

using database::Query;
using database::Row;

constexpr std::size_t kPortion = 500;

Record record_of(const Row& row) {
    return {RecordType(row.text(0)), RecordId(row.text(1))};
}

/// Appends the condition that a row's record comes after `record`.
void match_after(Query& query, const std::optional<Record>& record) {
    if (!record) return;
    query.sql(" WHERE record_type >= ").bind(record->type.text());
    query.sql(" AND (record_type > ").bind(record->type.text());
    query.sql(" OR record_id > ").bind(record->id.text()).sql(")");
}

void order_and_limit(Query& query) {
    query.sql(" ORDER BY record_type, record_id LIMIT ").bind(std::int64_t{kPortion});
}

/// A stored summary as it is, sound or not.
std::optional<RatingSummary> sound_summary(const Row& row) {
    const Histogram histogram = histogram_of(row, 4);
    if (std::any_of(histogram.begin(), histogram.end(), [](auto n) { return n < 0; })) {
        return std::nullopt;
    }
    const RatingSummary summary(histogram);
    if (summary.count() != row.number(2) || summary.sum() != row.number(3)) return std::nullopt;
    return summary;
}

std::map<RecordType, RatingTotals> read_totals(soci::session& session, const char* sql) {
    std::map<RecordType, RatingTotals> totals;
    Query(session).sql(sql).each(3, [&](const Row& row) {
        totals.emplace(RecordType(row.text(0)), RatingTotals{row.number(1), row.number(2)});
    });
    return totals;
}

}  // namespace

/// Some records in their order, as stored and as recounted.
struct RatingRecount::Portion {
    std::map<Record, std::optional<RatingSummary>> stored;
    std::map<Record, RatingSummary> recounted;
    /// After this record both are unknown; nothing when they are complete.
    std::optional<Record> end;

    template <class Map>
    void limit_by(const Map& rows) {
        if (rows.size() < kPortion) return;
        const Record& last = rows.rbegin()->first;
        if (!end || last < *end) end = last;
    }
};

RatingRecount::RatingRecount(events::EventLog& log, const Call& call, bool repair,
                             const std::function<void(const SummaryMismatch&)>& on_mismatch)
    : log_(log),
      database_(log.database()),
      call_(call),
      repair_(repair),
      on_mismatch_(on_mismatch) {}

RecountResult RatingRecount::run() {
    std::optional<Record> after;
    do {
        const Portion portion = next_portion(after);
        compare(portion);
        after = portion.end;
    } while (after);
    compare_totals();
    return result_;
}

RatingRecount::Portion RatingRecount::next_portion(const std::optional<Record>& after) {
    return database_.read_snapshot(call_, [&](soci::session& session) {
        Portion portion;
        Query counted(session);
        counted.sql("SELECT record_type, record_id, ").sql(kCountedBuckets);
        counted.sql(" FROM rating_score");
        match_after(counted, after);
        counted.sql(" GROUP BY record_type, record_id");
        order_and_limit(counted);
        counted.each(12, [&](const Row& row) {
            portion.recounted.emplace(record_of(row), RatingSummary(histogram_of(row, 2)));
        });

        Query stored(session);
        stored.sql(
            "SELECT record_type, record_id, rating_count, score_sum, h1, h2, h3, h4, h5, h6, "
            "h7, h8, h9, h10 FROM rating_summary");
        match_after(stored, after);
        order_and_limit(stored);
        stored.each(14, [&](const Row& row) {
            portion.stored.emplace(record_of(row), sound_summary(row));
        });
        portion.limit_by(portion.recounted);
        portion.limit_by(portion.stored);
        return portion;
    });
}

void RatingRecount::compare(const Portion& portion) {
    std::set<Record> records;
    for (const auto& [record, summary] : portion.recounted) records.insert(record);
    for (const auto& [record, summary] : portion.stored) records.insert(record);
    for (const auto& record : records) {
        if (portion.end && record > *portion.end) break;
        const auto counted = portion.recounted.find(record);
        const RatingSummary recounted =
            counted == portion.recounted.end() ? RatingSummary() : counted->second;
        const auto found = portion.stored.find(record);
        const auto stored = found == portion.stored.end() ? std::nullopt : found->second;
        ++result_.records;
        result_.ratings += recounted.count();
        if (stored == recounted) continue;
        ++result_.mismatches;
        on_mismatch_({record, stored, recounted});
        if (repair_) repair_summary(record);
    }
}

void RatingRecount::repair_summary(const Record& record) {
    const auto& dialect = database_.dialect();
    log_.write(call_, [&](soci::session& session, std::vector<events::NewEvent>& events) {
        hold_records(session, dialect, {record});
        RatingSummary summary;
        Query counted(session);
        counted.sql("SELECT ").sql(kCountedBuckets);
        counted.sql(" FROM rating_score WHERE record_type = ").bind(record.type.text());
        counted.sql(" AND record_id = ").bind(record.id.text());
        counted.sql(" GROUP BY record_type, record_id");
        counted.each(10, [&](const Row& row) { summary = RatingSummary(histogram_of(row, 0)); });
        write_summaries(session, dialect, {{record, summary}});
        events.push_back(summary_repaired_event(record, summary));
    });
}

void RatingRecount::compare_totals() {
    using Totals = std::map<RecordType, RatingTotals>;
    const auto [stored, recounted] = database_.read_snapshot(call_, [&](soci::session& session) {
        return std::pair<Totals, Totals>(
            read_totals(session,
                        "SELECT record_type, SUM(rating_count), SUM(score_sum) "
                        "FROM rating_total GROUP BY record_type"),
            read_totals(session,
                        "SELECT record_type, COUNT(*), SUM(score) "
                        "FROM rating_score GROUP BY record_type"));
    });
    std::set<RecordType> types;
    for (const auto& [type, totals] : stored) types.insert(type);
    for (const auto& [type, totals] : recounted) types.insert(type);
    const auto totals_in = [](const Totals& totals, const RecordType& type) {
        const auto found = totals.find(type);
        return found == totals.end() ? RatingTotals() : found->second;
    };
    for (const auto& type : types) {
        if (totals_in(stored, type) == totals_in(recounted, type)) continue;
        ++result_.wrong_totals;
        if (repair_) repair_totals(type);
    }
}

void RatingRecount::repair_totals(const RecordType& type) {
    const auto& dialect = database_.dialect();
    database_.write(call_, [&](soci::session& session) {
        // Who holds all shards sees each writer's ratings and its part of the totals, or neither.
        for (std::int64_t shard = 0; shard < kTotalShards; ++shard) {
            Query hold(session);
            hold.sql(
                "INSERT INTO rating_total (record_type, shard, rating_count, score_sum) VALUES (");
            hold.bind(type.text()).sql(", ").bind(shard).sql(", 0, 0)");
            hold.sql(dialect.on_duplicate({"record_type", "shard"}, {})).execute();
        }
        RatingTotals totals;
        Query counted(session);
        counted.sql(
            "SELECT COUNT(*), COALESCE(SUM(score), 0) FROM rating_score WHERE record_type = ");
        counted.bind(type.text());
        counted.each(2, [&](const Row& row) { totals = {row.number(0), row.number(1)}; });
        Query reset(session);
        reset.sql("UPDATE rating_total SET rating_count = 0, score_sum = 0 WHERE record_type = ");
        reset.bind(type.text()).execute();
        add_to_totals(session, dialect, {{{type, 0}, totals}});
    });
}

}  // namespace marquee::rating
