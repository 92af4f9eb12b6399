#include "infrastructure/rating/rating_import.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "domain/shared/error.h"
#include "infrastructure/database/bulk_insert.h"
#include "infrastructure/database/connection.h"
#include "infrastructure/database/database.h"
#include "infrastructure/database/in_chunks.h"
#include "infrastructure/database/query.h"
#include "infrastructure/rating/rating_events.h"
#include "infrastructure/rating/rating_rows.h"

namespace marquee::rating {
namespace {

using database::BulkInsert;
using database::Query;
using database::Row;
using Opinion = RecordImport::Opinion;
using Opinions = std::vector<Opinion>;

/// Users that one statement looks for.
constexpr std::size_t kUsersInStatement = 500;
/// Ratings that one event has at most, so that none is large.
constexpr std::size_t kRatingsInEvent = 500;

/// What a user's rating was, without whose and of what.
using Stored = std::map<std::string, std::pair<Score, Timestamp>>;

bool has_erased_users(soci::session& session) {
    bool found = false;
    Query(session).sql("SELECT user_id FROM rating_erased_user LIMIT 1").each(1, [&](const Row&) {
        found = true;
    });
    return found;
}

void refuse_erased_users(soci::session& session, const std::vector<RecordImport>& records) {
    if (!has_erased_users(session)) return;
    std::set<UserId> users;
    for (const auto& record : records) {
        for (const auto& opinion : record.opinions) users.insert(opinion.user);
    }
    const auto erased = find_erased_users(session, users);
    if (erased.empty()) return;
    throw Error(ErrorCode::conflict,
                "user " + erased.begin()->text() + " was erased, and rates no more");
}

/// One transaction of an import.
class Import {
public:
    Import(soci::session& session, const database::Dialect& dialect, const RecordType& type,
           const std::vector<RecordImport>& records, Timestamp now)
        : session_(session),
          dialect_(dialect),
          type_(type),
          records_(records),
          now_(now),
          doubtful_(records.size()) {}

    ImportEffects run(std::vector<events::NewEvent>& events);

private:
    BulkInsert insert() const;
    void add(BulkInsert& rows, const RecordId& record, const Opinion& opinion) const;
    void store_one_by_one();
    void store_together();
    void settle(std::vector<events::NewEvent>& events);
    Stored stored_of(const Record& record, const Opinions& opinions);
    void tell_new(const Record& record, const Opinions& opinions,
                  std::vector<events::NewEvent>& events);
    void replace(const OpinionChange& change, std::vector<events::NewEvent>& events);
    TotalChanges totals(const std::map<Record, RatingSummary>& before) const;

    soci::session& session_;
    const database::Dialect& dialect_;
    const RecordType& type_;
    const std::vector<RecordImport>& records_;
    Timestamp now_;
    std::map<Record, RatingSummary> summaries_;
    /// Of each record, those that may be there already. All others were stored.
    std::vector<Opinions> doubtful_;
    ImportEffects effects_;
};

ImportEffects Import::run(std::vector<events::NewEvent>& events) {
    std::set<Record> records;
    for (const auto& record : records_) {
        if (!record.opinions.empty()) records.emplace(Record{type_, record.record});
    }
    summaries_ = hold_summaries(session_, dialect_, records);
    const auto before = summaries_;
    if (dialect_.rows_per_insert == 1) {
        store_one_by_one();
    } else {
        store_together();
    }
    settle(events);
    std::map<Record, RatingSummary> changed;
    for (const auto& [record, summary] : summaries_) {
        if (summary != before.at(record)) changed.emplace(record, summary);
    }
    write_summaries(session_, dialect_, changed);
    add_to_totals(session_, dialect_, totals(before));
    return effects_;
}

BulkInsert Import::insert() const {
    using Kind = BulkInsert::Kind;
    return {session_,
            dialect_,
            dialect_.insert_new + "rating_score",
            {{"record_type", Kind::text},
             {"record_id", Kind::text},
             {"user_id", Kind::text},
             {"score", Kind::number},
             {"rated_at", Kind::number},
             {"stored_at", Kind::number}}};
}

void Import::add(BulkInsert& rows, const RecordId& record, const Opinion& opinion) const {
    rows.add(type_.text()).add(record.text()).add(opinion.user.text());
    rows.add(std::int64_t{opinion.score.value()});
    rows.add(opinion.rated_at.time_since_epoch().count());
    rows.add(now_.time_since_epoch().count());
}

/// Each row tells whether it was new.
void Import::store_one_by_one() {
    BulkInsert rows = insert();
    for (std::size_t i = 0; i < records_.size(); ++i) {
        for (const auto& opinion : records_[i].opinions) {
            const auto left_out = rows.left_out();
            add(rows, records_[i].record, opinion);
            rows.flush();
            if (rows.left_out() > left_out) doubtful_[i].push_back(opinion);
        }
    }
}

/// Stores all if none is there yet, and else nothing: many that are stored together don't tell
/// which of them were new.
void Import::store_together() {
    const std::string savepoint = "SAVEPOINT new_ratings";
    Query(session_).sql(savepoint).execute();
    BulkInsert rows = insert();
    for (const auto& record : records_) {
        for (const auto& opinion : record.opinions) add(rows, record.record, opinion);
        if (rows.left_out() > 0) break;
    }
    rows.flush();
    if (rows.left_out() == 0) return;
    Query(session_).sql("ROLLBACK TO ").sql(savepoint).execute();
    std::ranges::transform(records_, doubtful_.begin(), &RecordImport::opinions);
}

/// Looks for the doubtful ones, and does with each what is to be done; tells of all.
void Import::settle(std::vector<events::NewEvent>& events) {
    BulkInsert rows = insert();
    for (std::size_t i = 0; i < records_.size(); ++i) {
        const Record record{type_, records_[i].record};
        const Stored stored = stored_of(record, doubtful_[i]);
        Opinions fresh;
        auto doubtful = doubtful_[i].begin();
        for (const auto& opinion : records_[i].opinions) {
            const bool doubted = doubtful != doubtful_[i].end() && doubtful->user == opinion.user;
            const auto found = stored.find(opinion.user.text());
            if (doubted) ++doubtful;
            if (found == stored.end()) {
                if (doubted) add(rows, record.id, opinion);
                fresh.push_back(opinion);
            } else if (found->second == std::pair(opinion.score, opinion.rated_at)) {
                ++effects_.unchanged;
            } else {
                replace({record, opinion.user, found->second.first,
                         Rating{record, opinion.user, opinion.score, opinion.rated_at}},
                        events);
            }
        }
        tell_new(record, fresh, events);
    }
    rows.flush();
}

Stored Import::stored_of(const Record& record, const Opinions& opinions) {
    Stored stored;
    database::in_chunks(opinions, kUsersInStatement, [&](auto begin, auto end) {
        Query query(session_);
        query.sql("SELECT user_id, score, rated_at FROM rating_score WHERE record_type = ");
        query.bind(record.type.text()).sql(" AND record_id = ").bind(record.id.text());
        query.sql(" AND user_id IN (");
        for (auto opinion = begin; opinion != end; ++opinion) {
            query.sql(opinion == begin ? "" : ", ").bind(opinion->user.text());
        }
        query.sql(")").each(3, [&](const Row& row) {
            stored.emplace(row.text(0),
                           std::pair(Score(row.number(1)),
                                     Timestamp(std::chrono::milliseconds(row.number(2)))));
        });
    });
    return stored;
}

void Import::tell_new(const Record& record, const Opinions& opinions,
                      std::vector<events::NewEvent>& events) {
    effects_.created += static_cast<std::int64_t>(opinions.size());
    database::in_chunks(opinions, kRatingsInEvent, [&](auto begin, auto end) {
        RatingSummary& summary = summaries_.at(record);
        for (auto opinion = begin; opinion != end; ++opinion) summary.add(opinion->score);
        events.push_back(imported_event(record, {begin, end}, summary));
    });
}

void Import::replace(const OpinionChange& change, std::vector<events::NewEvent>& events) {
    ++effects_.replaced;
    RatingSummary& summary = summaries_.at(change.record);
    summary.remove(*change.previous);
    summary.add(change.current->score);
    write_ratings(session_, dialect_, {*change.current}, now_);
    events.push_back(changed_event(change, summary));
}

TotalChanges Import::totals(const std::map<Record, RatingSummary>& before) const {
    TotalChanges changes;
    for (const auto& [record, summary] : summaries_) {
        const RatingSummary& old = before.at(record);
        RatingTotals& change = changes[{record.type, total_shard(record)}];
        change.count += summary.count() - old.count();
        change.sum += summary.sum() - old.sum();
    }
    return changes;
}

}  // namespace

ImportEffects import_ratings(events::EventLog& log, const Call& call, const RecordType& type,
                             const std::vector<RecordImport>& records, Timestamp now) {
    require_order(records);
    ImportEffects effects;
    log.write(call, [&](soci::session& session, std::vector<events::NewEvent>& events) {
        for (const auto& sql : log.database().dialect().prepare_bulk) {
            Query(session).sql(sql).execute();
        }
        refuse_erased_users(session, records);
        effects = Import(session, log.database().dialect(), type, records, now).run(events);
    });
    // SQLite has no queue of writers: who comes back at once would be the only one.
    if (log.database().engine() == database::Engine::sqlite) {
        std::this_thread::sleep_for(database::kLongestBusyPause);
    }
    return effects;
}

}  // namespace marquee::rating
