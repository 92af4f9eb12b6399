#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace marquee::database {

/// Calls `use(begin, end)` with portions of `values`, in their order, of at most `size` (≥ 1) each:
/// as many as one statement takes.
template <class Container, class F>
void in_chunks(const Container& values, std::size_t size, F&& use) {
    auto begin = values.begin();
    std::size_t left = values.size();
    while (left > 0) {
        const std::size_t count = std::min(left, size);
        const auto end = std::next(begin, static_cast<std::ptrdiff_t>(count));
        use(begin, end);
        begin = end;
        left -= count;
    }
}

}  // namespace marquee::database
