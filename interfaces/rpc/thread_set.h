#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace marquee::rpc {

/// Threads that come as they are needed, up to a limit. Callable from any thread.
class ThreadSet {
public:
    explicit ThreadSet(std::size_t limit) : limit_(limit) {}
    /// Waits until all have ended.
    ~ThreadSet();
    ThreadSet(const ThreadSet&) = delete;
    ThreadSet& operator=(const ThreadSet&) = delete;

    /// Runs `work`, which throws nothing, in a thread of its own; false when there are too many.
    bool start(std::function<void()> work);

private:
    void join_ended();

    const std::size_t limit_;
    std::mutex mutex_;
    std::condition_variable ended_one_;
    std::list<std::thread> running_;
    std::list<std::thread> ended_;
};

}  // namespace marquee::rpc
