#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace marquee::sockets {

/// Ends all that waits for a socket at a moment, or when it is asked to stop. For one thread, but
/// for `stop`.
class Cutoff {
public:
    using Deadline = std::chrono::steady_clock::time_point;

    Cutoff(int socket, Deadline deadline, const std::stop_token& stop);
    ~Cutoff();
    Cutoff(const Cutoff&) = delete;
    Cutoff& operator=(const Cutoff&) = delete;

    /// Another moment, unless it has cut already.
    void move_to(Deadline deadline);
    bool has_cut() const { return has_cut_; }

private:
    void wait(const std::stop_token& done);
    void cut();

    /// Our own, since the socket's may be closed and given to another at any time.
    int socket_;
    std::atomic<bool> has_cut_ = false;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    Deadline deadline_;
    std::stop_callback<std::function<void()>> on_stop_;
    std::jthread timer_;
};

}  // namespace marquee::sockets
