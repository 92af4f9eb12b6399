#include "infrastructure/rating/sql_rating_repository.h"

#include <algorithm>

#include "domain/shared/error.h"
#include "infrastructure/database/query.h"
#include "infrastructure/rating/rating_events.h"
#include "infrastructure/rating/rating_recount.h"
#include "infrastructure/rating/rating_rows.h"

namespace marquee::rating {
namespace {

using database::Query;
using database::Row;
using Events = std::vector<events::NewEvent>;

/// Applies changes to the states that the database had, one after the other, and knows what to
/// store in the end.
class Batch {
public:
    Batch(std::map<Record, RatingSummary> summaries, std::map<RatingKey, Rating> ratings)
        : held_(summaries),
          summaries_(std::move(summaries)),
          before_(ratings),
          after_(std::move(ratings)) {}

    ChangeEffect apply(const RatingChange& change, Timestamp now) {
        RatingSummary& summary = summaries_.at(change.record);
        const RatingKey key(change.record, change.user);
        const auto current = after_.find(key);
        const bool rated = current != after_.end();
        if (!change.score) {
            if (!rated) return ChangeEffect::absent;
            const Score previous = current->second.score;
            count(change.record, summary, previous, -1);
            after_.erase(current);
            note({change.record, change.user, previous, std::nullopt}, summary);
            return ChangeEffect::withdrawn;
        }
        const Rating rating{change.record, change.user, *change.score,
                            change.rated_at.value_or(now)};
        if (rated && current->second == rating) return ChangeEffect::unchanged;
        const auto previous = rated ? std::optional(current->second.score) : std::nullopt;
        if (previous) count(change.record, summary, *previous, -1);
        count(change.record, summary, rating.score, +1);
        after_.insert_or_assign(key, rating);
        note({change.record, change.user, previous, rating}, summary);
        return rated ? ChangeEffect::replaced : ChangeEffect::created;
    }

    void store(soci::session& session, const database::Dialect& dialect, Timestamp now) const {
        std::vector<Rating> written;
        for (const auto& [key, rating] : after_) {
            const auto before = before_.find(key);
            if (before == before_.end() || before->second != rating) written.push_back(rating);
        }
        std::set<RatingKey> deleted;
        for (const auto& [key, rating] : before_) {
            if (!after_.contains(key)) deleted.insert(key);
        }
        write_ratings(session, dialect, written, now);
        delete_ratings(session, deleted);
        write_summaries(session, dialect, changed_summaries());
        add_to_totals(session, dialect, totals_);
    }

    /// One for each effective change.
    Events take_events() { return std::move(events_); }

private:
    void note(const OpinionChange& change, const RatingSummary& summary) {
        events_.push_back(changed_event(change, summary));
    }

    void count(const Record& record, RatingSummary& summary, Score score, int times) {
        if (times > 0) {
            summary.add(score);
        } else {
            summary.remove(score);
        }
        RatingTotals& totals = totals_[{record.type, total_shard(record)}];
        totals.count += times;
        totals.sum += times * score.value();
    }

    std::map<Record, RatingSummary> changed_summaries() const {
        std::map<Record, RatingSummary> changed;
        for (const auto& [record, summary] : summaries_) {
            // An empty one may exist only because it was held.
            if (summary.count() > 0 && summary == held_.at(record)) continue;
            changed.emplace(record, summary);
        }
        return changed;
    }

    std::map<Record, RatingSummary> held_;
    std::map<Record, RatingSummary> summaries_;
    std::map<RatingKey, Rating> before_;
    std::map<RatingKey, Rating> after_;
    TotalChanges totals_;
    Events events_;
};

/// Holds the records of all changes, and applies them.
std::vector<ChangeEffect> apply_all(soci::session& session, const database::Dialect& dialect,
                                    const std::vector<RatingChange>& changes, Timestamp now,
                                    Events& events) {
    std::set<Record> records;
    std::set<RatingKey> keys;
    for (const auto& change : changes) {
        records.insert(change.record);
        keys.emplace(change.record, change.user);
    }
    auto summaries = hold_summaries(session, dialect, records);
    Batch batch(std::move(summaries), read_ratings(session, keys));
    std::vector<ChangeEffect> effects;
    for (const auto& change : changes) effects.push_back(batch.apply(change, now));
    batch.store(session, dialect, now);
    events = batch.take_events();
    return effects;
}

void require_not_erased(soci::session& session, const std::vector<RatingChange>& changes) {
    std::set<UserId> users;
    for (const auto& change : changes) {
        if (change.score) users.insert(change.user);
    }
    const auto erased = find_erased_user(session, users);
    if (!erased) return;
    throw Error(ErrorCode::conflict, "user " + erased->text() + " was erased, and rates no more");
}

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

}  // namespace

std::optional<Rating> SqlRatingRepository::find(const Call& call, const Record& record,
                                                const UserId& user) {
    return database_.read(call, [&](soci::session& session) -> std::optional<Rating> {
        const auto found = read_ratings(session, {{record, user}});
        if (found.empty()) return std::nullopt;
        return found.begin()->second;
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
    return database_.read(call, [&](soci::session& session) {
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
    const auto& dialect = database_.dialect();
    std::vector<ChangeEffect> effects;
    log_.write(call, [&](soci::session& session, Events& events) {
        require_not_erased(session, changes);
        effects = apply_all(session, dialect, changes, now, events);
    });
    return effects;
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
        const auto effects = apply_all(session, dialect, changes, {}, events);
        removal.removed += std::ranges::count(effects, ChangeEffect::withdrawn);
        write_removed(session, user, removal.removed);
    });
    return removal;
}

RecountResult SqlRatingRepository::recount(
    const Call& call, bool repair, const std::function<void(const SummaryMismatch&)>& on_mismatch) {
    return RatingRecount(log_, call, repair, on_mismatch).run();
}

}  // namespace marquee::rating
