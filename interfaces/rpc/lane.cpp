#include "interfaces/rpc/lane.h"

#include <algorithm>
#include <optional>

namespace marquee::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kLongestPause{1000};

}  // namespace

Lane::Lane(const LaneOptions& options, const Shedding& shedding)
    : options_(options),
      shedding_(shedding),
      congestion_(options.interval),
      free_(options.workers) {
    for (std::size_t i = 0; i < options_.workers; ++i) {
        workers_.emplace_back([this] { serve(); });
    }
}

Lane::~Lane() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_all();
    for (std::thread& worker : workers_) worker.join();
}

void Lane::push(Work& work) {
    std::unique_lock lock(mutex_);
    const auto now = steady_clock::now();
    const bool late = congested(now);
    if (late || queue_.size() >= options_.queue) {
        const auto after = pause(now);
        lock.unlock();
        work.refuse(late ? Refusal::queue_wait : Refusal::queue_full, after);
        return;
    }
    queue_.push_back({&work, now});
    lock.unlock();
    arrived_.notify_one();
}

/// The queue is observed even when it doesn't matter, as it may begin to at any time. Where there
/// is a free worker for each that waits, they wait for the machine: to refuse them would help
/// nobody.
bool Lane::congested(TimePoint now) {
    const auto oldest = queue_.size() <= free_ ? std::nullopt : std::optional(queue_.front().since);
    return congestion_.observe(oldest, now, shedding_.target.load()) && shedding_.on;
}

/// As long as the oldest has waited: by then those who wait now are probably through.
milliseconds Lane::pause(TimePoint now) const {
    const auto waited = queue_.empty() ? TimePoint::duration() : now - queue_.front().since;
    return std::clamp(std::chrono::duration_cast<milliseconds>(waited),
                      std::min(shedding_.target.load(), kLongestPause), kLongestPause);
}

Lane::Found Lane::take() {
    Found found;
    const auto now = steady_clock::now();
    while (!queue_.empty() && found.next == nullptr) {
        const bool standing = congested(now);
        const Entry entry = queue_.front();
        queue_.pop_front();
        found.waited = now - entry.since;
        if (standing && found.waited > 2 * shedding_.target.load()) {
            found.late.push_back(entry.work);
        } else {
            found.next = entry.work;
        }
    }
    if (found.next != nullptr) --free_;
    congested(now);
    return found;
}

void Lane::serve() {
    while (true) {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
        const Found found = take();
        lock.unlock();
        for (Work* const late : found.late) {
            late->refuse(Refusal::queue_wait, std::min(2 * shedding_.target.load(), kLongestPause));
        }
        if (found.next == nullptr) continue;
        found.next->run(found.waited);
        lock.lock();
        ++free_;
    }
}

}  // namespace marquee::rpc
