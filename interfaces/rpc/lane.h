#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "interfaces/rpc/congestion.h"

namespace marquee::rpc {

/// Why something is not done.
enum class Refusal {
    /// There is no room for more.
    queue_full,
    /// Those who wait, wait too long.
    queue_wait,
    /// There are too many streams.
    streams,
    /// Its deadline passed while it waited.
    expired,
    /// The server is going down.
    draining,
};

/// Something that is done or refused, one of the two and once. Throws nothing.
class Work {
public:
    virtual void run(std::chrono::nanoseconds waited) = 0;
    /// `pause`: after which to ask again.
    virtual void refuse(Refusal why, std::chrono::milliseconds pause) = 0;

protected:
    ~Work() = default;
};

struct LaneOptions {
    /// At least 1.
    std::size_t workers;
    /// How many may wait; at least 1.
    std::size_t queue;
    std::chrono::milliseconds interval;
};

/// What may change while a lane is in use, from any thread.
struct Shedding {
    /// While it is false, only the queue's limit counts.
    std::atomic<bool> on;
    /// How long one may wait.
    std::atomic<std::chrono::milliseconds> target;
};

/// For which calls there is a lane.
enum class LaneKind {
    ordinary,
    /// What has to be answered when all others wait.
    reserved,
};

/// Workers and the queue before them. When there is more to do than they can, it refuses rather
/// than let everybody wait: what doesn't fit into the queue, and while the queue stands
/// (Congestion), whoever comes and whoever has waited twice the target. A queue for which there are
/// workers enough does not stand. Callable from any thread.
class Lane {
public:
    /// `shedding` outlives it.
    Lane(const LaneOptions& options, const Shedding& shedding);
    /// Waits until all work is done.
    ~Lane();
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    /// `work` is run or refused, soon or at once.
    void push(Work& work);

private:
    using TimePoint = Congestion::TimePoint;

    struct Entry {
        Work* work;
        TimePoint since;
    };
    /// What a worker found in the queue.
    struct Found {
        Work* next = nullptr;
        std::chrono::nanoseconds waited{};
        std::vector<Work*> late;
    };

    bool congested(TimePoint now);
    std::chrono::milliseconds pause(TimePoint now) const;
    Found take();
    void serve();

    const LaneOptions options_;
    const Shedding& shedding_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Entry> queue_;
    Congestion congestion_;
    /// How many workers have nothing to do.
    std::size_t free_;
    bool stopping_ = false;
    std::vector<std::thread> workers_;
};

}  // namespace marquee::rpc
