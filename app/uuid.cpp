#include "app/uuid.h"

#include <array>
#include <cstdint>
#include <random>

namespace marquee::app {
namespace {

std::uint64_t random_bits() {
    // Seeded from the system anew in each thread: one word of seed would let two threads, or two
    // processes, make the same ids.
    thread_local std::mt19937_64 random = [] {
        std::random_device device;
        std::array<std::uint32_t, 16> words{};
        for (auto& word : words) word = device();
        std::seed_seq seed(words.begin(), words.end());
        return std::mt19937_64(seed);
    }();
    return random();
}

}  // namespace

std::string new_uuid(Timestamp now) {
    const auto milliseconds = static_cast<std::uint64_t>(now.time_since_epoch().count());
    const std::uint64_t high = (milliseconds << 16) | 0x7000 | (random_bits() & 0x0FFF);
    const std::uint64_t low = (random_bits() & 0x3FFFFFFFFFFFFFFF) | 0x8000000000000000;
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text(36, '-');
    for (std::size_t i = 0, at = 0; i < 32; ++i, ++at) {
        if (i == 8 || i == 12 || i == 16 || i == 20) ++at;
        const std::uint64_t word = i < 16 ? high : low;
        text[at] = kDigits[(word >> (60 - 4 * (i % 16))) & 0xF];
    }
    return text;
}

Timestamp system_now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace marquee::app
