#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <stdexcept>
#include <variant>

#include "domain/movie/listing_repository.h"
#include "domain/shared/error.h"

namespace marquee::movie {

/// A listing kept in memory, with a clock that tests may put forward. Callable from any thread.
class FakeListingRepository : public ListingRepository {
public:
    std::optional<ListingState> live(const Call& call) override {
        const auto lock = enter(call);
        return state_of(live_);
    }

    std::optional<ListingState> state(const Call& call, std::int64_t generation) override {
        const auto lock = enter(call);
        return state_of(generation);
    }

    std::optional<ListingLease> begin(const Call& call, std::int64_t catalogue_position,
                                      std::int64_t audience_position,
                                      std::chrono::milliseconds lease,
                                      bool only_if_none_live) override {
        const auto lock = enter(call);
        if (only_if_none_live && live_ != 0) return std::nullopt;
        Generation& begun = generations_[++last_];
        begun.given = &numbers_;
        begun.state.generation = last_;
        begun.state.catalogue_position = catalogue_position;
        begun.state.audience_position = audience_position;
        begun.until = now() + lease;
        if (live_ == 0) live_ = last_;
        return ListingLease{last_, begun.epoch};
    }

    std::optional<ListingLease> acquire(const Call& call, std::int64_t generation,
                                        std::chrono::milliseconds lease) override {
        const auto lock = enter(call);
        const auto found = generations_.find(generation);
        if (found == generations_.end() || found->second.until > now()) return std::nullopt;
        found->second.until = now() + lease;
        return ListingLease{generation, ++found->second.epoch};
    }

    bool renew(const Call& call, const ListingLease& held,
               std::chrono::milliseconds lease) override {
        const auto lock = enter(call);
        Generation* generation = of(held);
        if (generation) generation->until = now() + lease;
        return generation != nullptr;
    }

    void release(const Call& call, const ListingLease& held) override {
        const auto lock = enter(call);
        Generation* generation = of(held);
        if (!generation) return;
        ++generation->epoch;
        generation->until = {};
    }

    bool apply(const Call& call, const ListingLease& held, Source source, std::int64_t from,
               std::int64_t until, const std::vector<MovieChange>& changes) override {
        const auto lock = enter(call);
        Generation* generation = of(held);
        if (!generation) return false;
        auto& state = generation->state;
        auto& position =
            source == Source::catalogue ? state.catalogue_position : state.audience_position;
        if (position != from) return false;
        position = until;
        generation->store(changes);
        return true;
    }

    bool fill(const Call& call, const ListingLease& held,
              const std::vector<MovieChange>& states) override {
        const auto lock = enter(call);
        Generation* generation = of(held);
        if (generation) generation->store(states);
        return generation != nullptr;
    }

    bool complete(const Call& call, const ListingLease& held) override {
        const auto lock = enter(call);
        Generation* generation = of(held);
        if (generation) generation->state.complete = true;
        return generation != nullptr;
    }

    bool go_live(const Call& call, const ListingLease& held) override {
        const auto lock = enter(call);
        Generation* generation = of(held);
        if (!generation) return false;
        if (!generation->state.complete) throw std::logic_error("it is not complete");
        if (live_ == held.generation) return true;
        Generation& before = generations_.at(live_);
        ++before.epoch;
        before.until = now() + std::chrono::minutes(1);
        live_ = held.generation;
        return true;
    }

    bool drop_some(const Call& call) override {
        const auto lock = enter(call);
        return std::erase_if(generations_, [&](const auto& entry) {
                   return entry.first != live_ && entry.second.until < now();
               }) > 0;
    }

    std::vector<ListedMovie> listed(const Call& call, std::int64_t generation, std::int64_t after,
                                    std::size_t limit) override {
        const auto lock = enter(call);
        std::vector<ListedMovie> result;
        for (const auto& [number, id] : rows(generation).numbers) {
            const ListedMovie movie = rows(generation).listed(id);
            if (number > after && movie.listed && result.size() < limit) result.push_back(movie);
        }
        return result;
    }

    std::optional<Changes> changed(const Call& call, std::int64_t generation, std::int64_t after,
                                   std::size_t limit) override {
        const auto lock = enter(call);
        const auto state = state_of(generation);
        if (!state) return std::nullopt;
        Changes result{*state, {}};
        for (const auto& [number, id] : rows(generation).numbers) {
            if (rows(generation).changed_by(id) <= after) continue;
            result.movies.push_back(rows(generation).listed(id));
        }
        if (result.movies.size() > limit) return std::nullopt;
        return result;
    }

    std::vector<TextChange> texts(const Call& call, std::int64_t generation,
                                  const TextPosition& after, std::size_t limit) override {
        const auto lock = enter(call);
        std::map<std::pair<std::int64_t, std::int64_t>, TextChange> found;
        for (const auto& [id, row] : rows(generation).entries) {
            const std::pair key(row.version, row.number);
            if (key <= std::pair(after.version, after.number)) continue;
            TextChange change{row.version, row.number, std::nullopt};
            if (row.entry) change.description = row.entry->description;
            found.emplace(key, std::move(change));
        }
        std::vector<TextChange> result;
        for (const auto& [key, change] : found) {
            if (result.size() < limit) result.push_back(change);
        }
        return result;
    }

    std::vector<TextChange> numbered_texts(const Call& call, std::int64_t generation,
                                           std::int64_t after, std::int64_t until,
                                           std::size_t limit) override {
        const auto lock = enter(call);
        const Generation& of = rows(generation);
        std::vector<TextChange> result;
        for (auto next = of.numbers.upper_bound(after);
             next != of.numbers.end() && next->first <= until && result.size() < limit; ++next) {
            const EntryRow& row = of.entries.at(next->second);
            if (!row.entry) continue;
            result.push_back({row.version, row.number, row.entry->description});
        }
        return result;
    }

    std::int64_t last_number(const Call& call, std::int64_t generation) override {
        const auto lock = enter(call);
        const auto& numbers = rows(generation).numbers;
        return numbers.empty() ? 0 : numbers.rbegin()->first;
    }

    std::vector<ListingEntry> entries(const Call& call, std::int64_t generation,
                                      const std::vector<std::int64_t>& numbers) override {
        const auto lock = enter(call);
        std::vector<ListingEntry> result;
        for (const auto number : numbers) {
            const auto found = rows(generation).numbers.find(number);
            if (found == rows(generation).numbers.end()) continue;
            if (auto entry = rows(generation).entry(found->second)) result.push_back(*entry);
        }
        return result;
    }

    std::vector<ListingEntry> scan_entries(const Call& call, std::int64_t generation,
                                           const std::optional<MovieId>& after,
                                           std::size_t limit) override {
        const auto lock = enter(call);
        std::vector<ListingEntry> result;
        for (const auto& [id, row] : rows(generation).entries) {
            const auto entry = rows(generation).entry(id);
            if (entry && (!after || id > *after) && result.size() < limit) result.push_back(*entry);
        }
        return result;
    }

    std::vector<Rated> scan_tallies(const Call& call, std::int64_t generation,
                                    const std::optional<MovieId>& after,
                                    std::size_t limit) override {
        const auto lock = enter(call);
        std::vector<Rated> result;
        for (const auto& [id, row] : rows(generation).tallies) {
            const bool wanted = row.tally.count() > 0 && (!after || id > *after);
            if (wanted && result.size() < limit) result.push_back({id, row.tally});
        }
        return result;
    }

    std::string token_secret(const Call& call, const std::string& candidate) override {
        const auto lock = enter(call);
        if (secret_.empty()) secret_ = candidate;
        return secret_;
    }

    /// Puts the store's clock forward.
    void pass(std::chrono::milliseconds time) {
        const std::lock_guard lock(mutex_);
        ahead_ += time;
    }

private:
    using Clock = std::chrono::steady_clock;

    struct EntryRow {
        std::int64_t number = 0;
        std::int64_t version = 0;
        /// Nothing for a removed movie.
        std::optional<CatalogueEntry> entry;
    };
    struct TallyRow {
        std::int64_t version = 0;
        RatingTally tally;
    };

    struct Generation {
        ListingState state;
        std::int64_t epoch = 1;
        Clock::time_point until;
        std::map<MovieId, EntryRow> entries;
        std::map<MovieId, TallyRow> tallies;
        std::map<std::int64_t, MovieId> numbers;
        /// The number of each movie that any generation had.
        std::map<MovieId, std::int64_t>* given = nullptr;

        /// In two steps, the last of each movie alone, as changes that cancel each other out have
        /// no effect.
        void store(const std::vector<MovieChange>& changes) {
            std::vector<MovieId> order;
            std::map<MovieId, std::optional<CatalogueEntry>> fates;
            std::map<MovieId, RatingTally> ratings;
            const auto meet = [&](const MovieId& id) {
                if (!fates.contains(id)) order.push_back(id);
            };
            for (const auto& change : changes) {
                if (const auto* described = std::get_if<Described>(&change)) {
                    meet(described->entry.id);
                    fates.insert_or_assign(described->entry.id, described->entry);
                } else if (const auto* undescribed = std::get_if<Undescribed>(&change)) {
                    meet(undescribed->id);
                    fates.insert_or_assign(undescribed->id, std::nullopt);
                } else if (const auto* rated = std::get_if<Rated>(&change)) {
                    ratings.insert_or_assign(rated->id, rated->tally);
                }
            }
            bool any = false;
            for (const auto& id : order) any = describe(id, fates.at(id)) || any;
            for (const auto& [id, tally] : ratings) any = rate(id, tally) || any;
            if (any) ++state.version;
        }

        bool describe(const MovieId& id, const std::optional<CatalogueEntry>& entry) {
            const auto found = entries.find(id);
            const bool stored = found != entries.end() && found->second.entry;
            if (!entry && !stored) return false;
            if (entry && stored && entry->revision == found->second.entry->revision) return false;
            EntryRow& row = entries[id];
            if (row.number == 0) {
                const auto next = static_cast<std::int64_t>(given->size() + 1);
                row.number = given->emplace(id, next).first->second;
            }
            row.version = state.version + 1;
            row.entry = entry;
            numbers.emplace(row.number, id);
            return true;
        }

        bool rate(const MovieId& id, const RatingTally& tally) {
            const auto found = tallies.find(id);
            const RatingTally before = found == tallies.end() ? RatingTally() : found->second.tally;
            if (before == tally) return false;
            tallies[id] = {state.version + 1, tally};
            state.rating_count += tally.count() - before.count();
            state.score_sum += tally.sum() - before.sum();
            return true;
        }

        RatingTally tally(const MovieId& id) const {
            const auto found = tallies.find(id);
            return found == tallies.end() ? RatingTally() : found->second.tally;
        }

        std::int64_t changed_by(const MovieId& id) const {
            const auto found = tallies.find(id);
            return std::max(entries.at(id).version,
                            found == tallies.end() ? 0 : found->second.version);
        }

        ListedMovie listed(const MovieId& id) const {
            const EntryRow& row = entries.at(id);
            ListedMovie result;
            result.number = row.number;
            result.listed = row.entry.has_value();
            if (!row.entry) return result;
            result.title = row.entry->description.title;
            result.release_year = row.entry->description.release_year;
            result.genres = row.entry->description.genres;
            result.added = row.entry->created_at;
            result.rating_count = tally(id).count();
            result.score_sum = tally(id).sum();
            return result;
        }

        std::optional<ListingEntry> entry(const MovieId& id) const {
            const EntryRow& row = entries.at(id);
            if (!row.entry) return std::nullopt;
            return ListingEntry{row.number, *row.entry, tally(id)};
        }
    };

    std::unique_lock<std::mutex> enter(const Call& call) {
        if (call.expired()) throw Error(ErrorCode::deadline_exceeded, "it took too long");
        return std::unique_lock(mutex_);
    }

    std::optional<ListingState> state_of(std::int64_t generation) const {
        const auto found = generations_.find(generation);
        if (found == generations_.end()) return std::nullopt;
        return found->second.state;
    }

    Generation* of(const ListingLease& held) {
        const auto found = generations_.find(held.generation);
        const bool holds = found != generations_.end() && found->second.epoch == held.epoch;
        return holds ? &found->second : nullptr;
    }

    /// An empty one when it is gone.
    const Generation& rows(std::int64_t generation) const {
        static const Generation none;
        const auto found = generations_.find(generation);
        return found == generations_.end() ? none : found->second;
    }

    Clock::time_point now() const { return Clock::now() + ahead_; }

    std::mutex mutex_;
    std::map<MovieId, std::int64_t> numbers_;
    std::map<std::int64_t, Generation> generations_;
    std::int64_t last_ = 0;
    /// 0 when there is none.
    std::int64_t live_ = 0;
    std::string secret_;
    std::chrono::milliseconds ahead_{0};
};

}  // namespace marquee::movie
