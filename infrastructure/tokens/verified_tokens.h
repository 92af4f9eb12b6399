#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "domain/shared/clock.h"
#include "infrastructure/tokens/token_hash.h"

namespace marquee::tokens {

/// Remembers what tokens stand for that were verified, by their hash, until they expire. Holds a
/// limited number, and forgets first what was asked for the longest ago. Only what was verified
/// may be put in. Callable from any thread: it is in parts, each behind a lock of its own that is
/// held for a look into a table.
template <class Value>
class VerifiedTokens {
public:
    /// At most `max_entries` (at least 16) are kept.
    VerifiedTokens(std::size_t max_entries, Clock clock)
        : max_per_part_(std::max<std::size_t>(max_entries / kParts, 1)), clock_(std::move(clock)) {}

    /// nullptr when it was never put in, was forgotten, or has expired.
    std::shared_ptr<const Value> find(const TokenHash& hash) {
        const Timestamp now = clock_();
        Part& part = part_of(hash);
        const std::lock_guard lock(part.mutex);
        const auto at = part.by_hash.find(hash);
        if (at == part.by_hash.end()) return nullptr;
        if (now >= at->second->expires_at) {
            part.erase(at);
            return nullptr;
        }
        part.entries.splice(part.entries.begin(), part.entries, at->second);
        return at->second->value;
    }

    /// Replaces what was there. From `expires_at` on it isn't found.
    void put(const TokenHash& hash, std::shared_ptr<const Value> value, Timestamp expires_at) {
        Part& part = part_of(hash);
        const std::lock_guard lock(part.mutex);
        if (const auto at = part.by_hash.find(hash); at != part.by_hash.end()) part.erase(at);
        if (part.entries.size() == max_per_part_) {
            part.erase(part.by_hash.find(part.entries.back().hash));
        }
        part.entries.push_front({hash, std::move(value), expires_at});
        part.by_hash.emplace(hash, part.entries.begin());
    }

    void erase(const TokenHash& hash) {
        Part& part = part_of(hash);
        const std::lock_guard lock(part.mutex);
        if (const auto at = part.by_hash.find(hash); at != part.by_hash.end()) part.erase(at);
    }

    /// For when a key is no longer trusted.
    void clear() {
        for (Part& part : parts_) {
            const std::lock_guard lock(part.mutex);
            part.by_hash.clear();
            part.entries.clear();
        }
    }

    /// Those that have expired and were not asked for since included.
    std::size_t size() {
        std::size_t count = 0;
        for (Part& part : parts_) {
            const std::lock_guard lock(part.mutex);
            count += part.entries.size();
        }
        return count;
    }

private:
    static constexpr std::size_t kParts = 16;

    struct Entry {
        TokenHash hash;
        std::shared_ptr<const Value> value;
        Timestamp expires_at;
    };

    /// A hash is as good as any other.
    struct Beginning {
        std::size_t operator()(const TokenHash& hash) const {
            std::size_t number = 0;
            std::memcpy(&number, hash.data(), sizeof number);
            return number;
        }
    };

    /// On a cache line of its own, so that threads in different parts don't slow each other down.
    struct alignas(64) Part {
        using Entries = std::list<Entry>;
        using ByHash = std::unordered_map<TokenHash, typename Entries::iterator, Beginning>;

        void erase(typename ByHash::iterator at) {
            entries.erase(at->second);
            by_hash.erase(at);
        }

        std::mutex mutex;
        /// The one that was asked for last in front.
        Entries entries;
        ByHash by_hash;
    };

    Part& part_of(const TokenHash& hash) { return parts_[hash.back() % kParts]; }

    std::size_t max_per_part_;
    Clock clock_;
    std::array<Part, kParts> parts_;
};

}  // namespace marquee::tokens
