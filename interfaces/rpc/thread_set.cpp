#include "interfaces/rpc/thread_set.h"

#include <system_error>
#include <utility>

namespace marquee::rpc {

ThreadSet::~ThreadSet() {
    std::unique_lock lock(mutex_);
    ended_one_.wait(lock, [&] { return running_.empty(); });
    join_ended();
}

bool ThreadSet::start(std::function<void()> work) {
    const std::lock_guard lock(mutex_);
    join_ended();
    if (running_.size() >= limit_) return false;
    running_.emplace_front();
    const auto self = running_.begin();
    try {
        *self = std::thread([this, self, work = std::move(work)] {
            work();
            const std::lock_guard moving(mutex_);
            ended_.splice(ended_.end(), running_, self);
            ended_one_.notify_all();
        });
    } catch (const std::system_error&) {
        // The machine has no thread left: too many as well.
        running_.erase(self);
        return false;
    }
    return true;
}

/// They have nothing left to do but to return.
void ThreadSet::join_ended() {
    for (std::thread& thread : ended_) thread.join();
    ended_.clear();
}

}  // namespace marquee::rpc
