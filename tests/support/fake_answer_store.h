#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <tuple>

#include "application/idempotency/answer_store.h"
#include "domain/shared/error.h"

namespace marquee::idempotency {

/// Answers kept in memory, with a clock that tests may put forward, and that may be away. Callable
/// from any thread.
class FakeAnswerStore : public AnswerStore {
public:
    Claim claim(const Call& call, const RepeatableRequest& request, const std::string& run,
                std::chrono::milliseconds lease, std::chrono::milliseconds kept) override {
        const auto lock = enter(call);
        const auto old = requests_.find(name_of(request));
        if (old != requests_.end() && old->second.expires_at <= now()) requests_.erase(old);
        const auto [found, fresh] = requests_.try_emplace(name_of(request));
        Stored& stored = found->second;
        if (fresh) {
            stored = {std::string(request.content), run, run, now() + lease, now() + kept, {}};
            return {Standing::fresh, run};
        }
        if (stored.content != request.content) return {Standing::different};
        if (stored.answer) return {Standing::answered, "", stored.answer};
        if (stored.lease_until > now()) return {Standing::running};
        stored.run = run;
        stored.lease_until = now() + lease;
        stored.expires_at = now() + kept;
        return {Standing::resumed, stored.reserved_id};
    }

    void remember(const Call& call, const RepeatableRequest& request, const std::string& run,
                  const Answer& answer) override {
        const auto lock = enter(call);
        if (Stored* stored = of_run(request, run)) stored->answer = answer;
    }

    void release(const Call& call, const RepeatableRequest& request,
                 const std::string& run) override {
        const auto lock = enter(call);
        if (Stored* stored = of_run(request, run)) stored->lease_until = {};
    }

    void forget(const Call& call, const RepeatableRequest& request,
                const std::string& run) override {
        const auto lock = enter(call);
        if (of_run(request, run)) requests_.erase(name_of(request));
    }

    std::size_t remove_expired(const Call& call, std::size_t limit) override {
        const auto lock = enter(call);
        std::size_t removed = 0;
        for (auto one = requests_.begin(); one != requests_.end() && removed < limit;) {
            const bool expired = one->second.expires_at <= now();
            removed += expired ? 1 : 0;
            one = expired ? requests_.erase(one) : std::next(one);
        }
        return removed;
    }

    /// Puts the store's clock forward.
    void pass(std::chrono::milliseconds time) {
        const std::lock_guard lock(mutex_);
        ahead_ += time;
    }

    void set_away(bool away) { away_ = away; }

private:
    using Clock = std::chrono::steady_clock;
    using Name = std::tuple<std::string, std::string, std::string>;

    struct Stored {
        std::string content;
        std::string reserved_id;
        std::string run;
        Clock::time_point lease_until;
        Clock::time_point expires_at;
        std::optional<Answer> answer;
    };

    static Name name_of(const RepeatableRequest& request) {
        return {request.caller, request.route, request.key};
    }

    Stored* of_run(const RepeatableRequest& request, const std::string& run) {
        const auto found = requests_.find(name_of(request));
        return found != requests_.end() && found->second.run == run ? &found->second : nullptr;
    }

    std::unique_lock<std::mutex> enter(const Call& call) {
        if (call.expired()) throw Error(ErrorCode::deadline_exceeded, "it took too long");
        if (away_) throw Error(ErrorCode::unavailable, "the store is away");
        return std::unique_lock(mutex_);
    }

    Clock::time_point now() const { return Clock::now() + ahead_; }

    std::mutex mutex_;
    std::map<Name, Stored> requests_;
    std::chrono::milliseconds ahead_{0};
    std::atomic<bool> away_ = false;
};

}  // namespace marquee::idempotency
