#include "interfaces/http/rate_limiter.h"

#include <algorithm>

namespace marquee::http {
namespace {

using std::chrono::nanoseconds;

/// `debt` is what the key has to make up for, this request included if it is allowed.
RateVerdict verdict_of(bool allowed, nanoseconds debt, const RateLimit& limit) {
    // A thread that read the clock before another one may come after it.
    const nanoseconds left = std::max(limit.capacity() - debt, nanoseconds(0));
    const auto remaining = left / limit.interval();
    return {allowed, static_cast<int>(remaining), (remaining + 1) * limit.interval() - left};
}

}  // namespace

RateLimiter::RateLimiter(std::size_t keys)
    : buckets_((std::max<std::size_t>(keys, 1) - 1) / kWays + 1) {}

RateVerdict RateLimiter::take(const KeyedHash::Value& key, const RateLimit& limit, Time now) {
    Bucket& bucket = buckets_[key[1] % buckets_.size()];
    const std::lock_guard lock(bucket.mutex);
    Slot& slot = slot_of(bucket, key);
    const Time full_at = slot.key == key ? std::max(slot.full_at, now) : now;
    const Time then = full_at + limit.interval();
    if (then - now > limit.capacity()) return verdict_of(false, full_at - now, limit);
    slot = {key, then};
    return verdict_of(true, then - now, limit);
}

/// The key's own place, or else that of the one which is, or will be, free first.
RateLimiter::Slot& RateLimiter::slot_of(Bucket& bucket, const KeyedHash::Value& key) {
    Slot* soonest = &bucket.slots.front();
    for (Slot& slot : bucket.slots) {
        if (slot.key == key) return slot;
        if (slot.full_at < soonest->full_at) soonest = &slot;
    }
    return *soonest;
}

std::size_t RateLimiter::size(Time now) {
    std::size_t count = 0;
    for (Bucket& bucket : buckets_) {
        const std::lock_guard lock(bucket.mutex);
        count += static_cast<std::size_t>(std::ranges::count_if(
            bucket.slots, [&](const Slot& slot) { return slot.full_at > now; }));
    }
    return count;
}

}  // namespace marquee::http
