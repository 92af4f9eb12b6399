#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/shared/call.h"
#include "interfaces/cache/bounded_store.h"
#include "interfaces/cache/cache_metrics.h"
#include "interfaces/cache/flight.h"
#include "interfaces/http/keyed_hash.h"

namespace marquee::cache {

/// What a load brings.
template <class T>
struct Loaded {
    std::shared_ptr<const T> value;
    /// What it takes; nothing for what is for those who wait alone, and not to be kept.
    std::size_t bytes = 0;
};

/// Keeps what was loaded, in bounded memory, until it is told that it isn't so any more. What many
/// want at once is loaded once. Callable from any thread; nobody waits while somebody loads, but
/// who wants the same.
///
/// Once invalidate returned, nobody gets what was loaded from before: a load that is under way then
/// is for those alone who waited for it already, and is not kept.
template <class T>
class LoadingCache {
public:
    using Value = std::shared_ptr<const T>;

    /// `key` is random, and stays in this process. `metrics` outlives the cache.
    LoadingCache(std::size_t max_bytes, const http::KeyedHash::Key& key, CacheMetrics& metrics)
        : hash_(key), metrics_(metrics), shards_(shards_for(max_bytes)) {
        for (auto& shard : shards_) {
            shard = std::make_unique<Shard>(max_bytes / shards_.size(), metrics);
        }
    }
    LoadingCache(const LoadingCache&) = delete;
    LoadingCache& operator=(const LoadingCache&) = delete;

    /// Null when it isn't there, or not `valid(T)`: then it goes. Waits for nothing but other
    /// threads' moment with a table.
    template <class Valid>
    Value find(std::string_view key, Valid valid) {
        const HashedKey hashed = hashed_key(key);
        const Change change(shard_of(hashed));
        return change.shard.find(hashed, valid);
    }

    /// The value, loaded with `load()`, which answers a Loaded<T>, if it isn't there. Throws what
    /// that throws, also when somebody else's did, and Error(deadline_exceeded) when the call ends
    /// while somebody else loads.
    template <class Valid, class Load>
    Value get(const Call& call, std::string_view key, Valid valid, Load load) {
        const HashedKey hashed = hashed_key(key);
        Shard& shard = shard_of(hashed);
        while (true) {
            std::shared_ptr<Flight<Value>> flight;
            bool leads = false;
            {
                const Change change(shard);
                if (auto found = shard.find(hashed, valid)) return found;
                auto& known = shard.flights[std::string(key)];
                leads = !known;
                if (leads) known = std::make_shared<Flight<Value>>();
                flight = known;
            }
            if (leads) return Pilot(*this, call, hashed, flight).run(load);
            metrics_.shared();
            if (auto value = flight->wait(call)) return *std::move(value);
        }
    }

    /// Puts a better value, of `bytes`, in the place of `old`, if that is still there.
    void replace(std::string_view key, const Value& old, Value value, std::size_t bytes) {
        const HashedKey hashed = hashed_key(key);
        const Change change(shard_of(hashed));
        const Value* kept = change.shard.store.find(hashed);
        if (kept && *kept == old) change.shard.store.put(hashed, std::move(value), bytes);
    }

    /// What there is, or is being loaded, under this key isn't so any more.
    void invalidate(std::string_view key) {
        const HashedKey hashed = hashed_key(key);
        const Change change(shard_of(hashed));
        const bool kept = change.shard.store.erase(hashed);
        const auto flight = change.shard.flights.find(key);
        if (flight != change.shard.flights.end()) {
            change.shard.flights.erase(flight);
        } else if (!kept) {
            return;
        }
        metrics_.invalidated();
    }

    /// The same for all keys.
    void invalidate_all() {
        for (const auto& shard : shards_) {
            const Change change(*shard);
            shard->store.clear();
            shard->flights.clear();
        }
        metrics_.invalidated();
    }

private:
    struct Shard {
        Shard(std::size_t max_bytes, CacheMetrics& its_metrics)
            : store(max_bytes), metrics(its_metrics) {}

        template <class Valid>
        Value find(const HashedKey& key, Valid valid) {
            const Value* found = store.find(key);
            if (!found) return nullptr;
            if (valid(**found)) return *found;
            store.erase(key);
            return nullptr;
        }

        std::mutex mutex;
        BoundedStore<Value> store;
        /// The loads that others may join.
        std::map<std::string, std::shared_ptr<Flight<Value>>, std::less<>> flights;
        CacheMetrics& metrics;
    };

    /// A thread's hold of a shard, which says at its end by how much it changed.
    struct Change {
        explicit Change(Shard& held)
            : shard(held),
              lock(held.mutex),
              bytes(held.store.bytes()),
              entries(held.store.entries()),
              evictions(held.store.evictions()) {}
        ~Change() {
            const auto& store = shard.store;
            shard.metrics.evicted(store.evictions() - evictions);
            shard.metrics.resized(static_cast<std::ptrdiff_t>(store.bytes() - bytes),
                                  static_cast<std::ptrdiff_t>(store.entries() - entries));
        }
        Change(const Change&) = delete;
        Change& operator=(const Change&) = delete;

        Shard& shard;
        const std::lock_guard<std::mutex> lock;
        const std::size_t bytes;
        const std::size_t entries;
        const std::uint64_t evictions;
    };

    /// Who loads for all that wait. However that ends, nobody is left waiting.
    class Pilot {
    public:
        Pilot(LoadingCache& cache, const Call& call, const HashedKey& key,
              std::shared_ptr<Flight<Value>> flight)
            : cache_(cache), call_(call), key_(key), flight_(std::move(flight)) {}
        ~Pilot() {
            end(nullptr, 0);
            flight_->give_up();
        }
        Pilot(const Pilot&) = delete;
        Pilot& operator=(const Pilot&) = delete;

        template <class Load>
        Value run(Load load) {
            cache_.metrics_.miss();
            try {
                Loaded<T> loaded = load();
                end(loaded.value, loaded.bytes);
                flight_->land(loaded.value);
                return std::move(loaded.value);
            } catch (const std::exception& failure) {
                // Before anybody can ask again: they would wait for this.
                end(nullptr, 0);
                if (!call_.expired()) flight_->fail(failure);
                throw;
            }
        }

    private:
        /// Lets nobody else join, and keeps the value, unless it isn't so any more.
        void end(const Value& value, std::size_t bytes) {
            if (std::exchange(ended_, true)) return;
            const Change change(cache_.shard_of(key_));
            auto& flights = change.shard.flights;
            const auto own = flights.find(key_.text);
            if (own == flights.end() || own->second != flight_) return;
            flights.erase(own);
            if (bytes > 0) change.shard.store.put(key_, value, bytes);
        }

        LoadingCache& cache_;
        const Call& call_;
        const HashedKey key_;
        const std::shared_ptr<Flight<Value>> flight_;
        bool ended_ = false;
    };

    /// So many that threads seldom meet, and few enough for each to have room for large values.
    static std::size_t shards_for(std::size_t max_bytes) {
        return std::clamp<std::size_t>(max_bytes >> 22, 1, 16);
    }
    HashedKey hashed_key(std::string_view key) const { return {hash_.of(key)[0], key}; }
    Shard& shard_of(const HashedKey& key) { return *shards_[(key.hash >> 48) % shards_.size()]; }

    http::KeyedHash hash_;
    CacheMetrics& metrics_;
    std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace marquee::cache
