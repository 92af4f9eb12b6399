#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>

#include "domain/shared/call.h"

namespace marquee::events {

/// Wakes readers of a log when somebody in this process has committed to it. Callable from any
/// thread.
class CommitSignal {
public:
    /// Says that a commit is done.
    void notify();

    /// How many commits there were. To be asked before looking for their events, so that none that
    /// comes after the look is slept through.
    std::uint64_t count() const;

    /// Returns when there were more than `seen` commits, when closed, when `cancelled`, and at
    /// `until`.
    void wait(std::uint64_t seen, Call::Deadline until, const std::stop_token& cancelled = {});

    /// From now on nobody waits.
    void close();
    bool closed() const;

private:
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::uint64_t count_ = 0;
    bool closed_ = false;
};

}  // namespace marquee::events
