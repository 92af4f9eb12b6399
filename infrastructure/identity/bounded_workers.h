#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "domain/shared/call.h"

namespace marquee::identity {

/// Threads for heavy work, of which only so much is done at once and only so much waits: whatever
/// storm of it comes, the rest of the machine goes on. The threads have a lower priority than those
/// that answer requests. Callable from any thread, but for the destructor.
class BoundedWorkers {
public:
    struct Limits {
        /// Pieces of work done at once, at least 1.
        std::size_t threads = 2;
        /// Those that wait beside them.
        std::size_t queue = 16;
    };

    explicit BoundedWorkers(const Limits& limits);
    /// Waits for work that nobody waits for any more. To be called when nobody is in `run`.
    ~BoundedWorkers();
    BoundedWorkers(const BoundedWorkers&) = delete;
    BoundedWorkers& operator=(const BoundedWorkers&) = delete;

    /// Runs `work` on one of the threads, first come first served, and answers what it answers or
    /// throws what it throws. Throws Error(unavailable) when as many wait already as may, and
    /// Error(deadline_exceeded) when the call's deadline comes first: work that has begun then
    /// goes on, so `work` owns all that it touches; work that has not never begins.
    template <class F>
    auto run(const Call& call, F work) {
        using Result = std::invoke_result_t<F&>;
        const auto task = std::make_shared<std::packaged_task<Result()>>(std::move(work));
        auto result = task->get_future();
        await(call, [task] { (*task)(); });
        return result.get();
    }

    /// How many wait for a thread now.
    std::size_t waiting() const;

private:
    struct Job {
        std::function<void()> work;
        bool done = false;
    };

    void await(const Call& call, std::function<void()> work);
    void serve();

    const Limits limits_;
    mutable std::mutex mutex_;
    std::condition_variable work_came_;
    std::condition_variable work_done_;
    /// Those that wait for a thread.
    std::deque<std::shared_ptr<Job>> queue_;
    std::size_t busy_ = 0;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace marquee::identity
