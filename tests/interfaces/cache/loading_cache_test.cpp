#include "interfaces/cache/loading_cache.h"

#include <atomic>
#include <chrono>
#include <future>
#include <gtest/gtest.h>
#include <latch>
#include <prometheus/registry.h>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/thrown.h"

namespace marquee::cache {
namespace {

using std::chrono::steady_clock;

double metric(const prometheus::Registry& registry, const std::string& name) {
    for (const auto& family : registry.Collect()) {
        if (family.name != name) continue;
        const auto& one = family.metric.at(0);
        return one.counter.value + one.gauge.value;
    }
    ADD_FAILURE() << "no metric " << name;
    return -1;
}

class LoadingCacheTest : public testing::Test {
protected:
    using Cache = LoadingCache<std::string>;
    static constexpr auto kAny = [](const std::string&) { return true; };

    static Loaded<std::string> loaded(const std::string& text, std::size_t bytes = 100) {
        return {std::make_shared<const std::string>(text), bytes};
    }
    std::string get(const std::string& key, const std::string& text) {
        return *cache_.get(Call(), key, kAny, [&] { return loaded(text); });
    }
    std::string kept(const std::string& key) {
        const auto found = cache_.find(key, kAny);
        return found ? *found : "nothing";
    }
    double count(const std::string& name) { return metric(registry_, "marquee_cache_" + name); }
    /// Returns when so many wait for what others load.
    void await_shared(int waiters) {
        while (count("shared_loads_total") < waiters) std::this_thread::yield();
    }

    prometheus::Registry registry_;
    CacheMetrics metrics_{registry_};
    Cache cache_{1 << 20, {1, 2}, metrics_};
};

TEST_F(LoadingCacheTest, LoadsOnceAndKeeps) {
    EXPECT_EQ(kept("a"), "nothing");
    EXPECT_EQ(get("a", "one"), "one");
    EXPECT_EQ(get("a", "two"), "one");
    EXPECT_EQ(kept("a"), "one");
    EXPECT_EQ(count("misses_total"), 1);
    EXPECT_EQ(count("entries"), 1);
    EXPECT_GT(count("bytes"), 100);
}

TEST_F(LoadingCacheTest, DoesNotKeepWhatIsNotToBeKept) {
    EXPECT_EQ(*cache_.get(Call(), "a", kAny, [] { return loaded("one", 0); }), "one");
    EXPECT_EQ(kept("a"), "nothing");
    EXPECT_EQ(count("entries"), 0);
}

TEST_F(LoadingCacheTest, LoadsAnewWhatIsNotValidAnyMore) {
    get("a", "old");
    const auto is_new = [](const std::string& text) { return text != "old"; };
    EXPECT_EQ(cache_.find("a", is_new), nullptr);
    get("a", "old");
    EXPECT_EQ(*cache_.get(Call(), "a", is_new, [] { return loaded("new"); }), "new");
    EXPECT_EQ(kept("a"), "new");
}

TEST_F(LoadingCacheTest, ForgetsWhatIsInvalidated) {
    get("a", "one");
    get("b", "one");
    cache_.invalidate("a");
    EXPECT_EQ(kept("a"), "nothing");
    EXPECT_EQ(kept("b"), "one");
    cache_.invalidate("never there");
    EXPECT_EQ(count("invalidations_total"), 1);
    cache_.invalidate_all();
    EXPECT_EQ(kept("b"), "nothing");
    EXPECT_EQ(count("entries"), 0);
    EXPECT_EQ(count("bytes"), 0);
}

TEST_F(LoadingCacheTest, DoesNotKeepWhatWasInvalidatedWhileItWasLoaded) {
    const auto old = cache_.get(Call(), "a", kAny, [&] {
        cache_.invalidate("a");
        return loaded("from before");
    });
    EXPECT_EQ(*old, "from before");
    EXPECT_EQ(kept("a"), "nothing");
    cache_.get(Call(), "a", kAny, [&] {
        cache_.invalidate_all();
        return loaded("from before");
    });
    EXPECT_EQ(kept("a"), "nothing");
}

TEST_F(LoadingCacheTest, LetsNobodyJoinALoadThatWasInvalidated) {
    const auto old = cache_.get(Call(), "a", kAny, [&] {
        cache_.invalidate("a");
        // Whoever asks now gets what is so now, though the other load is still under way.
        EXPECT_EQ(get("a", "from after"), "from after");
        return loaded("from before");
    });
    EXPECT_EQ(*old, "from before");
    EXPECT_EQ(kept("a"), "from after");
}

TEST_F(LoadingCacheTest, ReplacesOnlyWhatIsStillThere) {
    get("a", "one");
    const auto old = cache_.find("a", kAny);
    cache_.replace("a", old, std::make_shared<const std::string>("better"), 300);
    EXPECT_EQ(kept("a"), "better");
    EXPECT_GT(count("bytes"), 300);
    cache_.replace("a", old, std::make_shared<const std::string>("stale"), 300);
    EXPECT_EQ(kept("a"), "better");
    cache_.invalidate("a");
    cache_.replace("a", old, std::make_shared<const std::string>("stale"), 300);
    EXPECT_EQ(kept("a"), "nothing");
}

TEST_F(LoadingCacheTest, DoesNotKeepWhatALoadFailedBy) {
    const auto fail = [&] {
        return cache_.get(Call(), "a", kAny, []() -> Loaded<std::string> {
            throw Error(ErrorCode::not_found, "there is none");
        });
    };
    EXPECT_EQ(code_of(fail), ErrorCode::not_found);
    EXPECT_EQ(get("a", "there now"), "there now");
}

TEST_F(LoadingCacheTest, StaysWithinItsBytes) {
    for (int i = 0; i < 5000; ++i) {
        cache_.get(Call(), std::to_string(i), kAny, [] { return loaded("x", 1000); });
    }
    EXPECT_LE(count("bytes"), 1 << 20);
    EXPECT_GE(count("bytes"), 900'000);
    EXPECT_GT(count("evictions_total"), 3000);
}

using ConcurrentLoadingCacheTest = LoadingCacheTest;

TEST_F(ConcurrentLoadingCacheTest, LoadsOnceForAllWhoWantTheSame) {
    constexpr int kWaiters = 7;
    std::atomic<int> loads = 0;
    std::latch began(1);
    const auto ask = [&] {
        return *cache_.get(Call(), "a", kAny, [&] {
            ++loads;
            began.count_down();
            await_shared(kWaiters);
            return loaded("one");
        });
    };
    auto first = std::async(std::launch::async, ask);
    began.wait();
    std::vector<std::future<std::string>> waiters;
    for (int i = 0; i < kWaiters; ++i) waiters.push_back(std::async(std::launch::async, ask));
    EXPECT_EQ(first.get(), "one");
    for (auto& waiter : waiters) EXPECT_EQ(waiter.get(), "one");
    EXPECT_EQ(loads, 1);
    EXPECT_EQ(count("misses_total"), 1);
}

TEST_F(ConcurrentLoadingCacheTest, FailsAllWhoWaitedForALoadThatFailed) {
    std::latch began(1);
    const auto ask = [&] {
        return *cache_.get(Call(), "a", kAny, [&]() -> Loaded<std::string> {
            began.count_down();
            await_shared(2);
            throw Error(ErrorCode::unavailable, "away");
        });
    };
    auto first = std::async(std::launch::async, ask);
    began.wait();
    auto second = std::async(std::launch::async, ask);
    auto third = std::async(std::launch::async, ask);
    EXPECT_EQ(code_of([&] { first.get(); }), ErrorCode::unavailable);
    EXPECT_EQ(code_of([&] { second.get(); }), ErrorCode::unavailable);
    EXPECT_EQ(code_of([&] { third.get(); }), ErrorCode::unavailable);
    EXPECT_EQ(get("a", "back"), "back");
}

TEST_F(ConcurrentLoadingCacheTest, LetsAWaiterLoadWhenWhoeverLoadedHasGoneAway) {
    std::latch began(1);
    std::stop_source gone;
    auto first = std::async(std::launch::async, [&] {
        Call call;
        call.cancelled = gone.get_token();
        return *cache_.get(call, "a", kAny, [&]() -> Loaded<std::string> {
            began.count_down();
            await_shared(1);
            gone.request_stop();
            throw Error(ErrorCode::deadline_exceeded, "nobody waits");
        });
    });
    began.wait();
    EXPECT_EQ(get("a", "by the second"), "by the second");
    EXPECT_EQ(code_of([&] { first.get(); }), ErrorCode::deadline_exceeded);
    EXPECT_EQ(kept("a"), "by the second");
}

TEST_F(ConcurrentLoadingCacheTest, LeavesNobodyWaitingWhenALoadEndsByAnythingElse) {
    std::latch began(1);
    auto first = std::async(std::launch::async, [&] {
        return *cache_.get(Call(), "a", kAny, [&]() -> Loaded<std::string> {
            began.count_down();
            await_shared(1);
            throw 5;
        });
    });
    began.wait();
    EXPECT_EQ(get("a", "by the second"), "by the second");
    EXPECT_THROW(first.get(), int);
}

TEST_F(ConcurrentLoadingCacheTest, LetsWaitersLeaveAtTheirDeadline) {
    std::latch began(1);
    std::latch left(1);
    auto first = std::async(std::launch::async, [&] {
        return *cache_.get(Call(), "a", kAny, [&] {
            began.count_down();
            left.wait();
            return loaded("late");
        });
    });
    began.wait();
    Call hurried;
    hurried.deadline = steady_clock::now() + std::chrono::milliseconds(20);
    const auto ask = [&] { cache_.get(hurried, "a", kAny, [] { return loaded("own"); }); };
    EXPECT_EQ(code_of(ask), ErrorCode::deadline_exceeded);
    left.count_down();
    EXPECT_EQ(first.get(), "late");
    EXPECT_EQ(kept("a"), "late");
}

/// Each key's truth only grows; a reader may never see less than was written, and invalidated,
/// before it asked.
TEST_F(ConcurrentLoadingCacheTest, NeverServesWhatWasSoBeforeAnInvalidation) {
    constexpr int kKeys = 8;
    constexpr int kWrites = 3000;
    std::array<std::atomic<int>, kKeys> truth{};
    std::array<std::atomic<int>, kKeys> told{};
    std::atomic<bool> done = false;
    std::atomic<int> stale = 0;
    const auto read = [&](unsigned seed) {
        for (unsigned i = seed; !done; ++i) {
            const std::size_t key = i % kKeys;
            const int least = told[key];
            const auto value = cache_.get(Call(), std::to_string(key), kAny, [&] {
                return loaded(std::to_string(truth[key].load()));
            });
            if (std::stoi(*value) < least) ++stale;
        }
    };
    std::vector<std::jthread> readers;
    for (unsigned i = 0; i < 3; ++i) readers.emplace_back(read, i);
    for (int i = 1; i <= kWrites; ++i) {
        const auto key = static_cast<std::size_t>(i % kKeys);
        truth[key] = i;
        cache_.invalidate(std::to_string(key));
        told[key] = i;
    }
    done = true;
    readers.clear();
    EXPECT_EQ(stale, 0);
}

}  // namespace
}  // namespace marquee::cache
