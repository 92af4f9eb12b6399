#pragma once

#include <cstdint>

namespace marquee::bench {

/// How often the calling thread has taken memory from the heap by `new`. The bench program counts
/// this in place of the standard library's operator new.
std::uint64_t allocations();

}  // namespace marquee::bench
