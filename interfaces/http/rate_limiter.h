#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <vector>

#include "interfaces/http/keyed_hash.h"
#include "interfaces/http/rate_limit.h"

namespace marquee::http {

/// Counts what clients do against rate limits, by the generic cell rate algorithm (ITU-T I.371,
/// annex A; in its virtual scheduling form): of a key it knows one moment only, when everything it
/// may do at once would be its own again. A refusal changes nothing, so that who goes on asking
/// does not wait longer.
///
/// Its memory is taken at the start and never grows. A key stays as long as it has anything to make
/// up for. When there is no place for another, that one goes that would have been free soonest: it
/// is forgiven the least, while who asks most stays known. Callable from any thread.
class RateLimiter {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// Room for `keys` at once, rounded up to a multiple of 8; at least 1.
    explicit RateLimiter(std::size_t keys);

    /// Counts one more for `key` at `now`, unless that would exceed `limit`, which is on. A key is
    /// used with the same limit always.
    RateVerdict take(const KeyedHash::Value& key, const RateLimit& limit, Time now);

    /// How many keys have something to make up for at `now`.
    std::size_t size(Time now);
    /// How many there can be.
    std::size_t capacity() const { return buckets_.size() * kWays; }

private:
    struct Slot {
        KeyedHash::Value key{};
        /// When the key has its whole burst again; from then on the slot is free.
        Time full_at = Time::min();
    };
    static constexpr std::size_t kWays = 8;
    /// The places that a key may have. By itself in its cache lines: two threads that use two
    /// buckets are not in each other's way.
    struct alignas(64) Bucket {
        std::mutex mutex;
        std::array<Slot, kWays> slots;
    };

    static Slot& slot_of(Bucket& bucket, const KeyedHash::Value& key);

    std::vector<Bucket> buckets_;
};

}  // namespace marquee::http
