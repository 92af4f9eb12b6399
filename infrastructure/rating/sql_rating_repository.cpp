#include "infrastructure/rating/sql_rating_repository.h"

#include "infrastructure/database/query.h"
#include "infrastructure/rating/rating_batch.h"
#include "infrastructure/rating/rating_events.h"
#include "infrastructure/rating/rating_import.h"
#include "infrastructure/rating/rating_recount.h"
#include "infrastructure/rating/rating_rows.h"

namespace marquee::rating {
namespace {

using database::Query;
using database::Row;
using Events = std::vector<events::NewEvent>;

/// Withdrawals of up to `limit` of the user's ratings.
std::vector<RatingChange> withdrawals_of(soci::session& session, const UserId& user,
                                         std::size_t limit) {
    std::vector<RatingChange> changes;
    Query query(session);
    query.sql("SELECT record_type, record_id FROM rating_score WHERE user_id = ");
    query.bind(user.text()).sql(" ORDER BY rated_at DESC, record_type, record_id LIMIT ");
    query.bind(static_cast<std::int64_t>(limit)).each(2, [&](const Row& row) {
        changes.push_back({{RecordType(row.text(0)), RecordId(row.text(1))}, user, {}, {}});
    });
    return changes;
}

/// Groups that are committed at the same time. One of SQLite would wait for the other. MySQL is at
/// work for one while the other's thread is; of more, each would be smaller and wait for the head
/// of the event log.
std::size_t writers_at_once(database::Engine engine) {
    return engine == database::Engine::sqlite ? 1 : 2;
}

}  // namespace

SqlRatingRepository::SqlRatingRepository(events::EventLog& log, prometheus::Registry& metrics,
                                         std::size_t group_limit)
    : log_(log), database_(log.database()), recent_totals_(log) {
    while (writers_.size() < writers_at_once(database_.engine())) {
        writers_.push_back(std::make_unique<RatingWriteGroups>(log, metrics, group_limit));
    }
}

RatingWriteGroups& SqlRatingRepository::writer_of(const Record& record) {
    return *writers_[static_cast<std::size_t>(total_shard(record)) % writers_.size()];
}

std::optional<Rating> SqlRatingRepository::find(const Call& call, const Record& record,
                                                const UserId& user) {
    return database_.read(call, [&](soci::session& session) -> std::optional<Rating> {
        const auto found = read_ratings(session, {{record, user}});
        if (found.empty()) return std::nullopt;
        return found.begin()->second;
    });
}

SummaryWithTotals SqlRatingRepository::summary(const Call& call, const RecordView& record) {
    return database_.read(call, [&](soci::session& session) {
        const auto totals =
            recent_totals_.of(record.type(), [&] { return read_totals(session, record.type()); });
        return SummaryWithTotals{read_summary(session, record.record()), totals};
    });
}

std::vector<RatingSummary> SqlRatingRepository::summaries(const Call& call,
                                                          const std::vector<Record>& records) {
    return database_.read(call, [&](soci::session& session) {
        const auto stored = read_summaries(session, {records.begin(), records.end()});
        std::vector<RatingSummary> result;
        for (const auto& record : records) {
            const auto found = stored.find(record);
            result.push_back(found == stored.end() ? RatingSummary() : found->second);
        }
        return result;
    });
}

std::vector<RatedRecord> SqlRatingRepository::scan(const Call& call, const RecordType& type,
                                                   const std::optional<RecordId>& after,
                                                   std::size_t limit) {
    return database_.read(
        call, [&](soci::session& session) { return scan_summaries(session, type, after, limit); });
}

RatingTotals SqlRatingRepository::totals(const Call& call, const RecordType& type) {
    return recent_totals_.of(type, [&] {
        return database_.read(call,
                              [&](soci::session& session) { return read_totals(session, type); });
    });
}

std::vector<Rating> SqlRatingRepository::history(const Call& call, const UserId& user,
                                                 const std::optional<HistoryPosition>& after,
                                                 std::size_t limit) {
    return database_.read(call, [&](soci::session& session) {
        Query query(session);
        query.sql("SELECT ").sql(kRatingColumns).sql(" FROM rating_score WHERE user_id = ");
        query.bind(user.text());
        if (after) {
            const std::int64_t time = after->rated_at.time_since_epoch().count();
            const auto& [type, id] = after->record;
            query.sql(" AND rated_at <= ").bind(time).sql(" AND (rated_at < ").bind(time);
            query.sql(" OR record_type > ").bind(type.text());
            query.sql(" OR (record_type = ").bind(type.text());
            query.sql(" AND record_id > ").bind(id.text()).sql("))");
        }
        query.sql(" ORDER BY rated_at DESC, record_type, record_id LIMIT ");
        query.bind(static_cast<std::int64_t>(limit));
        std::vector<Rating> result;
        query.each(kRatingColumnCount, [&](const Row& row) { result.push_back(rating_of(row)); });
        return result;
    });
}

std::vector<ChangeEffect> SqlRatingRepository::apply(const Call& call,
                                                     const std::vector<RatingChange>& changes,
                                                     Timestamp now) {
    if (changes.empty()) return {};
    return writer_of(changes.front().record).apply(call, changes, now);
}

GivenRating SqlRatingRepository::rate(const Call& call, const Record& record, const UserId& user,
                                      Score score, Timestamp now) {
    return writer_of(record).rate(call, {record, user, score, {}}, now);
}

ImportEffects SqlRatingRepository::take_in(const Call& call, const RecordType& type,
                                           const std::vector<RecordImport>& records,
                                           Timestamp now) {
    return import_ratings(log_, call, type, records, now);
}

std::int64_t SqlRatingRepository::remove_some(const Call& call, const Record& record,
                                              Timestamp until, std::size_t limit) {
    const auto& dialect = database_.dialect();
    std::int64_t count = 0;
    log_.write(call, [&](soci::session& session, Events& events) {
        RatingSummary summary = hold_summaries(session, dialect, {record}).at(record);
        const RatingSummary before = summary;
        const auto removed = remove_ratings(session, record, until, limit);
        for (const Score score : removed) summary.remove(score);
        write_summaries(session, dialect, {{record, summary}});
        add_to_totals(session, dialect,
                      {{{record.type, total_shard(record)},
                        {summary.count() - before.count(), summary.sum() - before.sum()}}});
        count = static_cast<std::int64_t>(removed.size());
        if (count > 0) events.push_back(ratings_removed_event(record, count, summary));
    });
    return count;
}

void SqlRatingRepository::refuse_user(const Call& call, const UserId& user) {
    database_.write(call, [&](soci::session& session) {
        hold_erased_user(session, database_.dialect(), user);
    });
}

UserRemoval SqlRatingRepository::remove_some_of_user(const Call& call, const UserId& user,
                                                     std::size_t limit) {
    const auto& dialect = database_.dialect();
    UserRemoval removal;
    log_.write(call, [&](soci::session& session, Events& events) {
        removal.removed = hold_erased_user(session, dialect, user);
        const auto changes = withdrawals_of(session, user, limit);
        removal.complete = changes.size() < limit;
        if (changes.empty()) return;
        // Their records are held only from now on: what was withdrawn meanwhile is absent.
        std::set<RatingKey> keys;
        add_keys(changes, keys);
        RatingBatch batch(session, dialect, keys);
        for (const auto& change : changes) {
            const auto effect = batch.apply(change, {}, call.request_id);
            if (effect == ChangeEffect::withdrawn) ++removal.removed;
        }
        batch.store({});
        events = batch.take_events();
        write_removed(session, user, removal.removed);
    });
    return removal;
}

RecountResult SqlRatingRepository::recount(
    const Call& call, bool repair, const std::function<void(const SummaryMismatch&)>& on_mismatch) {
    return RatingRecount(log_, call, repair, on_mismatch).run();
}

}  // namespace marquee::rating
