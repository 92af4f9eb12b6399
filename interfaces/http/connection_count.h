#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace marquee::http {

/// How many connections a server has, and through how many doors more can come. Callable from any
/// thread.
class ConnectionCount {
public:
    explicit ConnectionCount(std::size_t limit) : limit_(limit) {}

    void open_door() { change(0, 1); }
    void close_door() { change(0, -1); }

    /// One more; false when there are as many as there may be.
    bool enter() {
        const std::lock_guard lock(mutex_);
        if (connections_ >= limit_) return false;
        ++connections_;
        return true;
    }
    void leave() { change(-1, 0); }

    /// Waits until there are none, and no doors; until `deadline` at most.
    void await_none(std::chrono::steady_clock::time_point deadline) {
        std::unique_lock lock(mutex_);
        none_.wait_until(lock, deadline, [&] { return connections_ == 0 && doors_ == 0; });
    }

private:
    void change(int connections, int doors) {
        const std::lock_guard lock(mutex_);
        connections_ += static_cast<std::size_t>(connections);
        doors_ += static_cast<std::size_t>(doors);
        if (connections_ == 0 && doors_ == 0) none_.notify_all();
    }

    const std::size_t limit_;
    std::mutex mutex_;
    std::condition_variable none_;
    std::size_t connections_ = 0;
    std::size_t doors_ = 0;
};

}  // namespace marquee::http
