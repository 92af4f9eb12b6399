#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "application/movie/audience.h"
#include "domain/shared/error.h"

namespace marquee::movie {

/// An audience whose opinion tests decide, and that may be away. Callable from any thread.
class FakeAudience : public Audience {
public:
    std::vector<std::optional<MovieRating>> ratings(const Call& call,
                                                    const std::vector<MovieId>& ids) override {
        const auto lock = enter(call);
        std::vector<std::optional<MovieRating>> result;
        for (const auto& id : ids) {
            const auto found = ratings_.find(id);
            result.push_back(found == ratings_.end() ? std::nullopt : std::optional(found->second));
        }
        return result;
    }

    std::vector<RatedMovie> scan(const Call& call, const std::optional<MovieId>& after,
                                 std::size_t limit) override {
        const auto lock = enter(call);
        std::vector<RatedMovie> result;
        for (const auto& [id, rating] : ratings_) {
            if ((after && id <= *after) || result.size() == limit) continue;
            result.push_back({id, {rating.histogram}});
        }
        return result;
    }

    std::optional<PersonalRating> rating_by(const Call& call, const MovieId& id,
                                            const std::string& user) override {
        const auto lock = enter(call);
        const auto found = own_.find({id, user});
        return found == own_.end() ? std::nullopt : std::optional(found->second);
    }

    /// Everybody's rating of the movie is only that one's then.
    PersonalRating rate(const Call& call, const MovieId& id, const std::string& user,
                        std::int64_t score) override {
        const auto lock = enter(call);
        if (score < 1 || score > 10) throw invalid_field("score", "must be from 1 to 10");
        MovieRating rating{static_cast<double>(score), 1, static_cast<double>(score), {}};
        rating.histogram.at(static_cast<std::size_t>(score - 1)) = 1;
        ratings_.insert_or_assign(id, rating);
        const PersonalRating own{static_cast<int>(score), Timestamp()};
        own_.insert_or_assign({id, user}, own);
        return own;
    }

    bool withdraw(const Call& call, const MovieId& id, const std::string& user) override {
        const auto lock = enter(call);
        return own_.erase({id, user}) == 1;
    }

    void forget(const Call& call, const MovieId& id, Timestamp until) override {
        const auto lock = enter(call);
        const auto stored = stored_.find(id);
        if (stored != stored_.end() && stored->second > until) return;
        ratings_.erase(id);
    }

    /// The opinion of a movie, and when it came to be stored.
    void set_rating(const MovieId& id, const MovieRating& rating, Timestamp stored = {}) {
        const std::lock_guard lock(mutex_);
        ratings_.insert_or_assign(id, rating);
        stored_.insert_or_assign(id, stored);
    }

    bool knows(const MovieId& id) {
        const std::lock_guard lock(mutex_);
        return ratings_.contains(id);
    }

    void set_away(bool away) {
        const std::lock_guard lock(mutex_);
        away_ = away;
    }

private:
    std::unique_lock<std::mutex> enter(const Call& call) {
        std::unique_lock lock(mutex_);
        if (away_) throw Error(ErrorCode::unavailable, "the audience is away");
        if (call.expired()) throw Error(ErrorCode::deadline_exceeded, "it took too long");
        return lock;
    }

    std::mutex mutex_;
    std::map<MovieId, MovieRating> ratings_;
    std::map<MovieId, Timestamp> stored_;
    std::map<std::pair<MovieId, std::string>, PersonalRating> own_;
    bool away_ = false;
};

}  // namespace marquee::movie
