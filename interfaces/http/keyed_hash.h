#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace marquee::http {

/// Makes names of any length into words that clients cannot foresee, so that they can neither meet
/// on purpose in a table nor find out who else is in it. Callable from any thread.
class KeyedHash {
public:
    using Key = std::array<std::uint64_t, 2>;
    using Value = std::array<std::uint64_t, 2>;

    /// A key that nobody has had before.
    static Key random_key();

    /// `key` is random, and stays in this process.
    explicit KeyedHash(const Key& key) : key_(key) {}

    /// SipHash-2-4-128: two names share a value by an accident that never happens.
    Value of(std::string_view name) const;

private:
    Key key_;
};

}  // namespace marquee::http
