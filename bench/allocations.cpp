#include "bench/allocations.h"

#include <cstdlib>
#include <new>

namespace marquee::bench {
namespace {

thread_local std::uint64_t taken = 0;

}  // namespace

std::uint64_t allocations() {
    return taken;
}

}  // namespace marquee::bench

// All other forms of new, but those with an alignment, come to this one.
void* operator new(std::size_t size) {
    ++marquee::bench::taken;
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}

void operator delete(void* memory) noexcept {
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
