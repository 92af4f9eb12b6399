#include "infrastructure/rating/rating_batch.h"

#include <utility>

namespace marquee::rating {
namespace {

std::set<Record> records_of(const std::set<RatingKey>& keys) {
    std::set<Record> records;
    for (const auto& [record, user] : keys) records.insert(record);
    return records;
}

}  // namespace

RatingBatch::RatingBatch(soci::session& session, const database::Dialect& dialect,
                         const std::set<RatingKey>& keys)
    : session_(session),
      dialect_(dialect),
      held_(hold_summaries(session, dialect, records_of(keys))),
      summaries_(held_),
      before_(read_ratings(session, keys)),
      after_(before_) {}

ChangeEffect RatingBatch::apply(const RatingChange& change, Timestamp now,
                                const std::string& request_id) {
    RatingSummary& summary = summaries_.at(change.record);
    const RatingKey key(change.record, change.user);
    const auto current = after_.find(key);
    const bool rated = current != after_.end();
    if (!change.score) {
        if (!rated) return ChangeEffect::absent;
        const Score previous = current->second.score;
        count(change.record, summary, previous, -1);
        after_.erase(current);
        note({change.record, change.user, previous, std::nullopt}, summary, request_id);
        return ChangeEffect::withdrawn;
    }
    if (rated && !change.rated_at && current->second.score == *change.score) {
        confirmed_.insert(key);
        return ChangeEffect::unchanged;
    }
    const Rating rating{change.record, change.user, *change.score, change.rated_at.value_or(now)};
    if (rated && current->second == rating) return ChangeEffect::unchanged;
    const auto previous = rated ? std::optional(current->second.score) : std::nullopt;
    if (previous) count(change.record, summary, *previous, -1);
    count(change.record, summary, rating.score, +1);
    after_.insert_or_assign(key, rating);
    note({change.record, change.user, previous, rating}, summary, request_id);
    return rated ? ChangeEffect::replaced : ChangeEffect::created;
}

std::optional<Rating> RatingBatch::rating(const RatingKey& key) const {
    const auto found = after_.find(key);
    return found == after_.end() ? std::nullopt : std::optional(found->second);
}

void RatingBatch::store(Timestamp now) const {
    std::vector<Rating> written;
    for (const auto& [key, rating] : after_) {
        const auto before = before_.find(key);
        const bool changed = before == before_.end() || before->second != rating;
        // A removal that is under way is to leave alone what was rated after it began.
        if (changed || confirmed_.contains(key)) written.push_back(rating);
    }
    std::set<RatingKey> deleted;
    for (const auto& [key, rating] : before_) {
        if (!after_.contains(key)) deleted.insert(key);
    }
    write_ratings(session_, dialect_, written, now);
    delete_ratings(session_, deleted);
    write_summaries(session_, dialect_, changed_summaries());
    add_to_totals(session_, dialect_, totals_);
}

void RatingBatch::note(const OpinionChange& change, const RatingSummary& summary,
                       const std::string& request_id) {
    events_.push_back(changed_event(change, summary));
    events_.back().request_id = request_id;
}

void RatingBatch::count(const Record& record, RatingSummary& summary, Score score, int times) {
    if (times > 0) {
        summary.add(score);
    } else {
        summary.remove(score);
    }
    RatingTotals& totals = totals_[{record.type, total_shard(record)}];
    totals.count += times;
    totals.sum += times * score.value();
}

std::map<Record, RatingSummary> RatingBatch::changed_summaries() const {
    std::map<Record, RatingSummary> changed;
    for (const auto& [record, summary] : summaries_) {
        // An empty one may exist only because it was held.
        if (summary.count() > 0 && summary == held_.at(record)) continue;
        changed.emplace(record, summary);
    }
    return changed;
}

void add_keys(const std::vector<RatingChange>& changes, std::set<RatingKey>& keys) {
    for (const auto& change : changes) keys.emplace(change.record, change.user);
}

}  // namespace marquee::rating
