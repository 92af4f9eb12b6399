#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>

#include "domain/shared/call.h"
#include "domain/shared/error.h"
#include "domain/shared/kept_failure.h"

namespace marquee::cache {

/// One load, for which several may wait. Callable from any thread; it lands or fails once.
template <class Value>
class Flight {
public:
    void land(Value value) {
        end([&] { value_ = std::move(value); });
    }

    void fail(const std::exception& failure) {
        end([&] { failure_.emplace(failure); });
    }

    /// Whoever made the load has gone away, which says nothing of what was to be loaded.
    void give_up() {
        end([] {});
    }

    /// What was loaded; nothing when the load was given up. Throws what the load failed by, and
    /// Error(deadline_exceeded) when the call ends before.
    std::optional<Value> wait(const Call& call) {
        std::unique_lock lock(mutex_);
        if (!ended_.wait_until(lock, call.cancelled, call.deadline, [&] { return done_; })) {
            throw Error(ErrorCode::deadline_exceeded, "the request took too long");
        }
        if (failure_) failure_->raise();
        return value_;
    }

private:
    template <class Set>
    void end(Set set) {
        {
            const std::lock_guard lock(mutex_);
            if (done_) return;
            set();
            done_ = true;
        }
        ended_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable_any ended_;
    bool done_ = false;
    std::optional<Value> value_;
    std::optional<KeptFailure> failure_;
};

}  // namespace marquee::cache
