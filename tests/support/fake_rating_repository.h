#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <tuple>
#include <utility>

#include "domain/rating/rating_repository.h"
#include "domain/shared/error.h"

namespace marquee::rating {

/// Ratings kept in memory, their summaries beside them. Callable from any thread.
class FakeRatingRepository : public RatingRepository {
public:
    std::optional<Rating> find(const Call& call, const Record& record,
                               const UserId& user) override {
        const auto lock = enter(call);
        const auto found = state_.ratings.find({record, user});
        return found == state_.ratings.end() ? std::nullopt : std::optional(found->second);
    }

    SummaryWithTotals summary(const Call& call, const RecordView& record) override {
        return {summaries(call, {record.record()}).front(), totals(call, record.type())};
    }

    std::vector<RatingSummary> summaries(const Call& call,
                                         const std::vector<Record>& records) override {
        const auto lock = enter(call);
        std::vector<RatingSummary> result;
        for (const auto& record : records) {
            const auto found = state_.summaries.find(record);
            result.push_back(found == state_.summaries.end() ? RatingSummary() : found->second);
        }
        return result;
    }

    std::vector<RatedRecord> scan(const Call& call, const RecordType& type,
                                  const std::optional<RecordId>& after,
                                  std::size_t limit) override {
        const auto lock = enter(call);
        std::vector<RatedRecord> result;
        for (const auto& [record, summary] : state_.summaries) {
            if (record.type != type || (after && record.id <= *after)) continue;
            if (summary.count() == 0 || result.size() == limit) continue;
            result.push_back({record, summary});
        }
        return result;
    }

    RatingTotals totals(const Call& call, const RecordType& type) override {
        const auto lock = enter(call);
        const auto found = state_.totals.find(type);
        return found == state_.totals.end() ? RatingTotals() : found->second;
    }

    std::vector<Rating> history(const Call& call, const UserId& user,
                                const std::optional<HistoryPosition>& after,
                                std::size_t limit) override {
        const auto lock = enter(call);
        const auto newer = [](const auto& a, const auto& b) {
            return std::tie(b.rated_at, a.record) < std::tie(a.rated_at, b.record);
        };
        std::vector<Rating> result;
        for (const auto& [key, rating] : state_.ratings) {
            if (rating.user == user && (!after || newer(*after, rating))) result.push_back(rating);
        }
        std::sort(result.begin(), result.end(), newer);
        if (result.size() > limit)
            result.erase(result.begin() + std::ptrdiff_t(limit), result.end());
        return result;
    }

    std::vector<ChangeEffect> apply(const Call& call, const std::vector<RatingChange>& changes,
                                    Timestamp now) override {
        const auto lock = enter(call);
        for (const auto& change : changes) {
            if (!change.score || !state_.erased_users.contains(change.user)) continue;
            throw Error(ErrorCode::conflict, "user " + change.user.text() + " was erased");
        }
        std::vector<ChangeEffect> effects;
        for (const auto& change : changes) effects.push_back(apply_one(change, now));
        return effects;
    }

    GivenRating rate(const Call& call, const Record& record, const UserId& user, Score score,
                     Timestamp now) override {
        apply(call, {{record, user, score, {}}}, now);
        const auto lock = enter(call);
        return {state_.ratings.at({record, user}), state_.summaries.at(record),
                state_.totals.at(record.type)};
    }

    ImportEffects take_in(const Call& call, const RecordType& type,
                          const std::vector<RecordImport>& records, Timestamp now) override {
        require_order(records);
        std::vector<RatingChange> changes;
        for (const auto& [record, opinions] : records) {
            for (const auto& [user, score, rated_at] : opinions) {
                changes.push_back({{type, record}, user, score, rated_at});
            }
        }
        const auto effects = apply(call, changes, now);
        return {std::ranges::count(effects, ChangeEffect::created),
                std::ranges::count(effects, ChangeEffect::replaced),
                std::ranges::count(effects, ChangeEffect::unchanged)};
    }

    std::int64_t remove_some(const Call& call, const Record& record, Timestamp until,
                             std::size_t limit) override {
        const auto lock = enter(call);
        std::size_t removed = 0;
        std::erase_if(state_.ratings, [&](const auto& entry) {
            const auto& [key, rating] = entry;
            const bool remove =
                removed < limit && rating.record == record && state_.stored_at.at(key) <= until;
            if (remove) count(rating, -1);
            removed += remove ? 1 : 0;
            return remove;
        });
        return static_cast<std::int64_t>(removed);
    }

    void refuse_user(const Call& call, const UserId& user) override {
        const auto lock = enter(call);
        state_.erased_users.try_emplace(user, 0);
    }

    UserRemoval remove_some_of_user(const Call& call, const UserId& user,
                                    std::size_t limit) override {
        const auto lock = enter(call);
        std::size_t removed = 0;
        std::erase_if(state_.ratings, [&](const auto& entry) {
            const bool remove = removed < limit && entry.second.user == user;
            if (remove) count(entry.second, -1);
            removed += remove ? 1 : 0;
            return remove;
        });
        auto& in_all = state_.erased_users[user];
        in_all += static_cast<std::int64_t>(removed);
        return {in_all, removed < limit};
    }

    RecountResult recount(const Call& call, bool repair,
                          const std::function<void(const SummaryMismatch&)>& on_mismatch) override {
        const auto lock = enter(call);
        State right;
        right.ratings = state_.ratings;
        right.stored_at = state_.stored_at;
        right.erased_users = state_.erased_users;
        std::swap(right, state_);
        for (const auto& [key, rating] : state_.ratings) count(rating, 1);
        std::swap(right, state_);
        RecountResult result;
        result.ratings = static_cast<std::int64_t>(right.ratings.size());
        std::set<Record> records;
        for (const auto& [record, summary] : right.summaries) records.insert(record);
        for (const auto& [record, summary] : state_.summaries) records.insert(record);
        result.records = static_cast<std::int64_t>(records.size());
        for (const auto& record : records) {
            const auto stored = value_in(state_.summaries, record);
            const auto recounted = value_in(right.summaries, record).value_or(RatingSummary());
            if (stored.value_or(RatingSummary()) == recounted) continue;
            ++result.mismatches;
            on_mismatch({record, stored, recounted});
        }
        std::set<RecordType> types;
        for (const auto& [type, totals] : right.totals) types.insert(type);
        for (const auto& [type, totals] : state_.totals) types.insert(type);
        result.wrong_totals =
            std::count_if(types.begin(), types.end(), [&](const RecordType& type) {
                return value_in(right.totals, type).value_or(RatingTotals()) !=
                       value_in(state_.totals, type).value_or(RatingTotals());
            });
        if (repair) state_ = std::move(right);
        return result;
    }

    /// Makes the stored summary of a record a wrong one.
    void corrupt_summary(const Record& record, const RatingSummary& summary) {
        const std::lock_guard lock(mutex_);
        state_.summaries.insert_or_assign(record, summary);
    }

    /// Makes the stored totals of a type wrong ones.
    void corrupt_totals(const RecordType& type, const RatingTotals& totals) {
        const std::lock_guard lock(mutex_);
        state_.totals.insert_or_assign(type, totals);
    }

private:
    struct State {
        std::map<std::pair<Record, UserId>, Rating> ratings;
        /// Of those, and of removed ones.
        std::map<std::pair<Record, UserId>, Timestamp> stored_at;
        std::map<Record, RatingSummary> summaries;
        std::map<RecordType, RatingTotals> totals;
        /// And how many of their ratings were removed.
        std::map<UserId, std::int64_t> erased_users;
    };

    template <class Key, class Value>
    static std::optional<Value> value_in(const std::map<Key, Value>& map, const Key& key) {
        const auto found = map.find(key);
        return found == map.end() ? std::nullopt : std::optional(found->second);
    }

    std::unique_lock<std::mutex> enter(const Call& call) {
        if (call.expired()) throw Error(ErrorCode::deadline_exceeded, "it took too long");
        return std::unique_lock(mutex_);
    }

    /// Adds the rating to what is counted (`sign` 1), or takes it back (-1).
    void count(const Rating& rating, int sign) {
        auto& summary = state_.summaries[rating.record];
        auto& totals = state_.totals[rating.record.type];
        sign > 0 ? summary.add(rating.score) : summary.remove(rating.score);
        totals.count += sign;
        totals.sum += sign * rating.score.value();
        if (summary.count() == 0) state_.summaries.erase(rating.record);
    }

    ChangeEffect apply_one(const RatingChange& change, Timestamp now) {
        const std::pair key{change.record, change.user};
        const auto current = value_in(state_.ratings, key);
        if (!change.score) {
            if (!current) return ChangeEffect::absent;
            count(*current, -1);
            state_.ratings.erase(key);
            return ChangeEffect::withdrawn;
        }
        if (current && !change.rated_at && current->score == *change.score) {
            state_.stored_at.insert_or_assign(key, now);
            return ChangeEffect::unchanged;
        }
        const Rating next{change.record, change.user, *change.score, change.rated_at.value_or(now)};
        if (current == next) return ChangeEffect::unchanged;
        if (current) count(*current, -1);
        count(next, 1);
        state_.ratings.insert_or_assign(key, next);
        state_.stored_at.insert_or_assign(key, now);
        return current ? ChangeEffect::replaced : ChangeEffect::created;
    }

    std::mutex mutex_;
    State state_;
};

}  // namespace marquee::rating
