#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "application/movie/audience.h"
#include "application/rating/rating_service.h"
#include "domain/shared/error.h"
#include "tests/support/fake_rating_repository.h"

namespace marquee::movie {

/// An audience in memory, that may be away, and whose opinion of a movie tests may decide. Its
/// clock is the caller's. Callable from any thread.
class FakeAudience : public Audience {
public:
    explicit FakeAudience(Clock clock = [] { return Timestamp(); })
        : service_(repository_, std::move(clock), 25) {}

    std::optional<MovieRating> rating(const Call& call, const MovieId& id) override {
        return ratings(call, {id}).front();
    }

    std::vector<std::optional<MovieRating>> ratings(const Call& call,
                                                    const std::vector<MovieId>& ids) override {
        const auto lock = enter();
        std::vector<rating::RecordId> records;
        for (const auto& id : ids) records.emplace_back(id.text());
        const auto standings = service_.standings(call, type_, records);
        std::vector<std::optional<MovieRating>> result;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const auto decided = decided_.find(ids[i]);
            result.push_back(decided == decided_.end() ? rating_of(standings[i])
                                                       : std::optional(decided->second.rating));
        }
        return result;
    }

    std::vector<RatedMovie> scan(const Call& call, const std::optional<MovieId>& after,
                                 std::size_t limit) override {
        const auto lock = enter();
        std::map<MovieId, RatingTally> tallies;
        for (const auto& [id, decided] : decided_) {
            if (!after || *after < id) tallies[id] = {decided.rating.histogram};
        }
        std::optional<rating::RecordId> record;
        if (after) record.emplace(after->text());
        for (const auto& rated : service_.scan(call, type_, record, limit)) {
            tallies.try_emplace(MovieId(rated.record.id.text()),
                                RatingTally{rated.summary.histogram()});
        }
        std::vector<RatedMovie> result;
        for (const auto& [id, tally] : tallies) {
            if (result.size() < limit) result.push_back({id, tally});
        }
        return result;
    }

    std::optional<PersonalRating> rating_by(const Call& call, const MovieId& id,
                                            const std::string& user) override {
        const auto lock = enter();
        const auto rating = service_.find(call, record(id), rating::UserId(user));
        return rating ? std::optional(personal(*rating)) : std::nullopt;
    }

    OwnRating rate(const Call& call, const MovieId& id, const std::string& user,
                   std::int64_t score) override {
        const auto lock = enter();
        const auto given =
            service_.rate(call, record(id), rating::UserId(user), rating::Score(score));
        decided_.erase(id);
        return {personal(given.rating), rating_of(given.standing)};
    }

    bool withdraw(const Call& call, const MovieId& id, const std::string& user) override {
        const auto lock = enter();
        return service_.withdraw(call, record(id), rating::UserId(user));
    }

    void forget(const Call& call, const MovieId& id, Timestamp until) override {
        const auto lock = enter();
        service_.forget(call, record(id), until);
        const auto decided = decided_.find(id);
        if (decided != decided_.end() && decided->second.stored <= until) decided_.erase(decided);
    }

    /// The opinion of a movie, until somebody rates it, and when it came to be stored.
    void set_rating(const MovieId& id, const MovieRating& rating, Timestamp stored = {}) {
        const std::lock_guard lock(mutex_);
        decided_.insert_or_assign(id, Decided{rating, stored});
    }

    bool knows(const MovieId& id) {
        const std::lock_guard lock(mutex_);
        return decided_.contains(id) || service_.standing({}, record(id)).summary.count() > 0;
    }

    void set_away(bool away) {
        const std::lock_guard lock(mutex_);
        away_ = away;
    }

private:
    struct Decided {
        MovieRating rating;
        Timestamp stored;
    };

    std::unique_lock<std::mutex> enter() {
        std::unique_lock lock(mutex_);
        if (away_) throw Error(ErrorCode::unavailable, "the audience is away");
        return lock;
    }

    rating::Record record(const MovieId& id) const { return {type_, rating::RecordId(id.text())}; }

    static PersonalRating personal(const rating::Rating& rating) {
        return {rating.score.value(), rating.rated_at};
    }

    static std::optional<MovieRating> rating_of(const rating::Standing& standing) {
        const auto average = standing.summary.average();
        if (!average) return std::nullopt;
        return MovieRating{*average, standing.summary.count(), standing.weighted.value(),
                           standing.summary.histogram()};
    }

    const rating::RecordType type_{"movie"};
    rating::FakeRatingRepository repository_;
    rating::RatingService service_;
    std::mutex mutex_;
    std::map<MovieId, Decided> decided_;
    bool away_ = false;
};

}  // namespace marquee::movie
