#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace marquee::cache {

/// A key with its hash, which is made once and by a function that clients can't foresee.
struct HashedKey {
    std::uint64_t hash = 0;
    std::string_view text;

    bool operator==(const HashedKey&) const = default;
};

/// Values by their keys, of so many bytes together at most. For one thread at a time.
///
/// What has to go is chosen by S3-FIFO (Yang et al., "FIFO queues are all you need for cache
/// eviction", SOSP 2023): what is new waits in a small queue, and only what is used there, or comes
/// again soon after it had to go, gets into the main queue. So those who read everything once push
/// out each other, and not what many read.
template <class Value>
class BoundedStore {
    struct Entry {
        std::uint64_t hash = 0;
        std::string key;
        Value value;
        std::size_t bytes = 0;
        /// Since it came or was passed over: up to kMostUses.
        std::uint8_t uses = 0;
        bool in_main = false;
    };
    using Queue = std::list<Entry>;

public:
    /// What an entry takes besides its key and what its value is said to take: its places in a
    /// queue and in the table, with what the allocator adds.
    static constexpr std::size_t kOverhead = sizeof(Entry) + 2 * sizeof(void*) + sizeof(HashedKey) +
                                             4 * sizeof(void*) + 3 * 2 * sizeof(void*);

    explicit BoundedStore(std::size_t max_bytes)
        : max_bytes_(max_bytes - std::min(max_bytes, max_bytes / kBytesPerGhost * sizeof(Ghost))),
          ghosts_(std::max<std::size_t>(1, max_bytes / kBytesPerGhost)) {}

    /// Counts as a use. Null when it isn't there; otherwise good until the next change.
    Value* find(const HashedKey& key) {
        const auto found = table_.find(key);
        if (found == table_.end()) return nullptr;
        Entry& entry = *found->second;
        if (entry.uses < kMostUses) ++entry.uses;
        return &entry.value;
    }

    /// Puts the value, of `bytes`, in the place of an earlier one, and takes out what there is no
    /// room for any more. One that would take more than a quarter of all is not kept.
    void put(const HashedKey& key, Value value, std::size_t bytes) {
        bytes += key.text.size() + kOverhead;
        if (bytes > max_bytes_ / 4) {
            erase(key);
            return;
        }
        if (const auto found = table_.find(key); found != table_.end()) {
            Entry& entry = *found->second;
            entry.value = std::move(value);
            bytes_of(entry) += bytes - entry.bytes;
            entry.bytes = bytes;
        } else {
            insert(key, std::move(value), bytes);
        }
        while (this->bytes() > max_bytes_) make_room();
    }

    /// Takes out what is not so any more; whether it was there. What was used much will be.
    bool erase(const HashedKey& key) {
        const auto found = table_.find(key);
        if (found == table_.end()) return false;
        if (found->second->in_main) ghost_place(key.hash) = ghost_of(key.hash);
        remove(found->second);
        return true;
    }

    void clear() {
        table_.clear();
        fresh_.clear();
        main_.clear();
        fresh_bytes_ = main_bytes_ = 0;
    }

    /// What the entries take, with their keys and places.
    std::size_t bytes() const { return fresh_bytes_ + main_bytes_; }
    std::size_t entries() const { return table_.size(); }
    /// How many had to go for others, ever.
    std::uint64_t evictions() const { return evictions_; }

private:
    /// What is remembered of the hash of a key that had to go.
    using Ghost = std::uint32_t;
    static constexpr std::size_t kBytesPerGhost = 512;
    static constexpr std::uint8_t kMostUses = 3;

    struct Hash {
        std::size_t operator()(const HashedKey& key) const { return key.hash; }
    };

    std::size_t& bytes_of(const Entry& entry) { return entry.in_main ? main_bytes_ : fresh_bytes_; }

    /// Never 0, which is nobody's.
    static Ghost ghost_of(std::uint64_t hash) { return static_cast<Ghost>(hash >> 32) | 1; }
    Ghost& ghost_place(std::uint64_t hash) { return ghosts_[hash % ghosts_.size()]; }

    void insert(const HashedKey& key, Value value, std::size_t bytes) {
        Ghost& ghost = ghost_place(key.hash);
        const bool known = ghost == ghost_of(key.hash);
        if (known) ghost = 0;
        Queue& queue = known ? main_ : fresh_;
        queue.push_front({key.hash, std::string(key.text), std::move(value), bytes, 0, known});
        bytes_of(queue.front()) += bytes;
        table_.emplace(HashedKey{key.hash, queue.front().key}, queue.begin());
    }

    /// Looks at one entry: it goes, or gets another chance.
    void make_room() {
        const bool from_fresh = fresh_bytes_ > max_bytes_ / 10 || main_.empty();
        const auto oldest = std::prev((from_fresh ? fresh_ : main_).end());
        if (from_fresh && oldest->uses > 1) {
            fresh_bytes_ -= oldest->bytes;
            main_bytes_ += oldest->bytes;
            oldest->uses = 0;
            oldest->in_main = true;
            main_.splice(main_.begin(), fresh_, oldest);
        } else if (!from_fresh && oldest->uses > 0) {
            --oldest->uses;
            main_.splice(main_.begin(), main_, oldest);
        } else {
            if (from_fresh) ghost_place(oldest->hash) = ghost_of(oldest->hash);
            remove(oldest);
            ++evictions_;
        }
    }

    void remove(typename Queue::iterator entry) {
        table_.erase(HashedKey{entry->hash, entry->key});
        bytes_of(*entry) -= entry->bytes;
        (entry->in_main ? main_ : fresh_).erase(entry);
    }

    const std::size_t max_bytes_;
    std::unordered_map<HashedKey, typename Queue::iterator, Hash> table_;
    /// The latest first.
    Queue fresh_;
    Queue main_;
    std::size_t fresh_bytes_ = 0;
    std::size_t main_bytes_ = 0;
    /// By a part of the hash, the rest of it: a newer one takes the place of an older.
    std::vector<Ghost> ghosts_;
    std::uint64_t evictions_ = 0;
};

}  // namespace marquee::cache
