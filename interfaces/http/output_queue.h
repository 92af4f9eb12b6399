#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

struct iovec;

namespace marquee::http {

/// The bytes that a client is to get, in the pieces in which they came. Empty it holds no memory.
class OutputQueue {
public:
    bool empty() const { return size_ == 0; }
    /// In bytes.
    std::size_t size() const { return size_; }

    /// A small piece is put behind the one before it.
    void add(std::string piece);
    /// Fills `pieces` with what comes first; how many of them.
    std::size_t gather(std::span<iovec> pieces) const;
    /// The first `count` bytes are on their way.
    void drop(std::size_t count);

private:
    std::vector<std::string> pieces_;
    /// Of the first piece.
    std::size_t sent_ = 0;
    std::size_t size_ = 0;
};

}  // namespace marquee::http
