#pragma once

#include <map>
#include <mutex>

#include "domain/movie/removal_repository.h"
#include "domain/shared/error.h"

namespace marquee::movie {

/// Removals kept in memory, with a clock that tests may put forward. Callable from any thread.
class FakeRemovalRepository : public RemovalRepository {
public:
    bool begin(const Call& call, const Removal& removal, const std::string& worker,
               std::chrono::milliseconds lease) override {
        const auto lock = enter(call);
        return removals_.emplace(removal.movie, Held{removal, worker, now() + lease}).second;
    }

    std::optional<Removal> claim(const Call& call, const std::string& worker,
                                 std::chrono::milliseconds lease) override {
        const auto lock = enter(call);
        for (auto& [movie, held] : removals_) {
            if (held.until > now()) continue;
            held.worker = worker;
            held.until = now() + lease;
            return held.removal;
        }
        return std::nullopt;
    }

    bool under_way(const Call& call, const MovieId& movie) override {
        const auto lock = enter(call);
        return removals_.contains(movie);
    }

    bool advance(const Call& call, const MovieId& movie, const std::string& worker,
                 RemovalStep step) override {
        const auto lock = enter(call);
        const auto found = removals_.find(movie);
        if (found == removals_.end() || found->second.worker != worker) return false;
        found->second.removal.step = step;
        return true;
    }

    void end(const Call& call, const MovieId& movie, const std::string& worker) override {
        const auto lock = enter(call);
        const auto found = removals_.find(movie);
        if (found != removals_.end() && found->second.worker == worker) removals_.erase(found);
    }

    /// Puts the store's clock forward.
    void pass(std::chrono::milliseconds time) {
        const std::lock_guard lock(mutex_);
        ahead_ += time;
    }

private:
    using Clock = std::chrono::steady_clock;

    struct Held {
        Removal removal;
        std::string worker;
        Clock::time_point until;
    };

    std::unique_lock<std::mutex> enter(const Call& call) {
        if (call.expired()) throw Error(ErrorCode::deadline_exceeded, "it took too long");
        return std::unique_lock(mutex_);
    }

    Clock::time_point now() const { return Clock::now() + ahead_; }

    std::mutex mutex_;
    std::map<MovieId, Held> removals_;
    std::chrono::milliseconds ahead_{0};
};

}  // namespace marquee::movie
