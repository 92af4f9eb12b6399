#pragma once

#include <array>
#include <string_view>

namespace marquee::tokens {

/// BLAKE2b of a token: what it is known by where the token itself must not lie about.
using TokenHash = std::array<unsigned char, 32>;

/// Callable from any thread.
TokenHash hash_of(std::string_view token);

}  // namespace marquee::tokens
