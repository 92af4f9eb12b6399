#pragma once

#include <mutex>
#include <shared_mutex>

namespace marquee::movie {

/// A shared mutex on which a waiting writer goes before readers that come after it; the standard
/// one lets readers pass as long as there are any. A thread must not take it twice, not even
/// shared.
class FairSharedMutex {
public:
    void lock() {
        const std::lock_guard turn(turnstile_);
        mutex_.lock();
    }
    void unlock() { mutex_.unlock(); }

    void lock_shared() {
        const std::lock_guard turn(turnstile_);
        mutex_.lock_shared();
    }
    void unlock_shared() { mutex_.unlock_shared(); }

private:
    std::mutex turnstile_;
    std::shared_mutex mutex_;
};

}  // namespace marquee::movie
