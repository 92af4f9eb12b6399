#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace marquee::http {

/// The bytes that came from a client and are not used yet. Empty it holds no memory.
class InputBuffer {
public:
    std::string_view view() const { return std::string_view(bytes_).substr(used_); }
    bool empty() const { return used_ == bytes_.size(); }

    void append(std::string_view bytes) {
        bytes_.erase(0, used_);
        used_ = 0;
        bytes_ += bytes;
    }

    /// Forgets the first `count` bytes, which are there.
    void drop(std::size_t count) {
        used_ += count;
        if (!empty()) return;
        bytes_ = std::string();
        used_ = 0;
    }

private:
    std::string bytes_;
    std::size_t used_ = 0;
};

}  // namespace marquee::http
