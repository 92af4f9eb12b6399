#pragma once

#include <condition_variable>
#include <mutex>
#include <string_view>

#include "application/identity/token_check.h"
#include "domain/shared/error.h"

namespace marquee::identity {

/// Has another check answer, until it is held: then nobody is answered any more. Callable from any
/// thread.
class HeldTokenCheck : public TokenCheck {
public:
    explicit HeldTokenCheck(TokenCheck& check) : check_(check) {}

    TokenVerdict check(const Call& call, std::string_view token) override {
        std::unique_lock lock(mutex_);
        if (held_) {
            over_.wait_until(lock, call.cancelled, call.deadline, [] { return false; });
            throw Error(ErrorCode::deadline_exceeded, "nobody was answered");
        }
        lock.unlock();
        return check_.check(call, token);
    }

    void hold() {
        const std::lock_guard lock(mutex_);
        held_ = true;
    }

private:
    TokenCheck& check_;
    std::mutex mutex_;
    std::condition_variable_any over_;
    bool held_ = false;
};

}  // namespace marquee::identity
