#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace marquee::http {

/// Threads for what may wait, started as they are needed. To wake one costs more than many a task:
/// one at a time is woken, the one that fell asleep last, and while it comes those that are up may
/// take its task; if there is more to do than for itself it wakes the next. Callable from any
/// thread, but for stop().
class WorkerPool {
public:
    /// At most so many `threads`, at least 1, and so many tasks that wait for one.
    WorkerPool(std::size_t threads, std::size_t queue) : limit_(threads), queue_limit_(queue) {}
    /// Stops.
    ~WorkerPool() { stop(); }
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// Has `task`, which does not throw, run soon. False when too many wait already, unless it goes
    /// on with something that has `begun`, and after stop().
    bool submit(std::function<void()> task, bool begun = false);

    /// Waits for the tasks under way, and forgets those that are not.
    void stop();

private:
    /// What one thread waits on.
    struct Bed {
        std::condition_variable rung;
        bool called = false;
    };

    void work(Bed& bed);
    void sleep(std::unique_lock<std::mutex>& lock, Bed& bed);
    Bed* call_somebody();
    bool start_thread();

    const std::size_t limit_;
    const std::size_t queue_limit_;
    std::mutex mutex_;
    std::deque<std::function<void()>> tasks_;
    /// One for each thread.
    std::deque<Bed> beds_;
    /// Who sleeps; the last one fell asleep last.
    std::vector<Bed*> asleep_;
    /// Somebody is on the way who will look for tasks.
    bool called_ = false;
    /// At tasks.
    std::size_t busy_ = 0;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace marquee::http
