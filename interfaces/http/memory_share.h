#pragma once

#include <atomic>
#include <cstddef>

namespace marquee::http {

/// The memory that large bodies and answers under way may take, all connections together. Callable
/// from any thread.
class MemoryBudget {
public:
    /// In bytes.
    explicit MemoryBudget(std::size_t limit) : limit_(limit) {}

    bool exhausted() const { return used_ > limit_; }

private:
    friend class MemoryShare;
    const std::size_t limit_;
    std::atomic<std::size_t> used_{0};
};

/// What one connection has of it. Little is not counted. For one thread.
class MemoryShare {
public:
    /// In bytes.
    static constexpr std::size_t kUncounted = 64 * 1024;

    explicit MemoryShare(MemoryBudget& budget) : budget_(budget) {}
    ~MemoryShare() { hold(0); }
    MemoryShare(const MemoryShare&) = delete;
    MemoryShare& operator=(const MemoryShare&) = delete;

    /// So many bytes from now on.
    void hold(std::size_t bytes) {
        if (bytes <= kUncounted) bytes = 0;
        if (bytes != held_) budget_.used_ += bytes - held_;
        held_ = bytes;
    }

private:
    MemoryBudget& budget_;
    std::size_t held_ = 0;
};

}  // namespace marquee::http
