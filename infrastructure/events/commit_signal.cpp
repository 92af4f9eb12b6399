#include "infrastructure/events/commit_signal.h"

namespace marquee::events {

void CommitSignal::notify() {
    {
        const std::lock_guard lock(mutex_);
        ++count_;
    }
    changed_.notify_all();
}

std::uint64_t CommitSignal::count() const {
    const std::lock_guard lock(mutex_);
    return count_;
}

void CommitSignal::wait(std::uint64_t seen, Call::Deadline until,
                        const std::stop_token& cancelled) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, cancelled, until, [&] { return closed_ || count_ > seen; });
}

void CommitSignal::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    changed_.notify_all();
}

bool CommitSignal::closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
}

}  // namespace marquee::events
