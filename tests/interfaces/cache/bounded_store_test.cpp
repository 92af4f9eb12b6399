#include "interfaces/cache/bounded_store.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <memory>
#include <random>
#include <string>

namespace marquee::cache {
namespace {

using Store = BoundedStore<int>;

constexpr std::size_t kValue = 1000;

/// A store of so many values of kValue bytes, with keys that are numbers.
class NumberedStore {
public:
    explicit NumberedStore(std::size_t values) : store_(values * (kValue + Store::kOverhead + 8)) {}

    /// Reads the value as a cache does: what isn't there is put there. Whether it was.
    bool read(int number) {
        const std::string text = text_of(number);
        if (store_.find(key_of(text))) return true;
        store_.put(key_of(text), number, kValue);
        return false;
    }
    bool erase(int number) {
        const std::string text = text_of(number);
        return store_.erase(key_of(text));
    }
    /// How many of the first `count` are there.
    int present(int count) {
        int present = 0;
        for (int i = 0; i < count; ++i) {
            const std::string text = text_of(i);
            if (store_.find(key_of(text))) ++present;
        }
        return present;
    }
    Store& store() { return store_; }

private:
    static std::string text_of(int number) {
        std::string digits = std::to_string(number);
        return std::string(8 - digits.size(), '0') + digits;
    }
    static HashedKey key_of(const std::string& text) {
        std::mt19937_64 scramble(std::hash<std::string>()(text));
        return {scramble(), text};
    }

    Store store_;
};

TEST(BoundedStore, FindsWhatWasPutAndNotWhatWasErased) {
    Store store(1 << 20);
    store.put({1, "a"}, 10, 5);
    store.put({2, "b"}, 20, 5);
    ASSERT_NE(store.find({1, "a"}), nullptr);
    EXPECT_EQ(*store.find({1, "a"}), 10);
    store.put({1, "a"}, 11, 5);
    EXPECT_EQ(*store.find({1, "a"}), 11);
    EXPECT_TRUE(store.erase({1, "a"}));
    EXPECT_FALSE(store.erase({1, "a"}));
    EXPECT_EQ(store.find({1, "a"}), nullptr);
    EXPECT_EQ(*store.find({2, "b"}), 20);
    store.clear();
    EXPECT_EQ(store.find({2, "b"}), nullptr);
    EXPECT_EQ(store.bytes(), 0U);
    EXPECT_EQ(store.entries(), 0U);
}

TEST(BoundedStore, TellsKeysOfOneHashApart) {
    Store store(1 << 20);
    store.put({7, "a"}, 1, 5);
    EXPECT_EQ(store.find({7, "b"}), nullptr);
    store.put({7, "b"}, 2, 5);
    EXPECT_EQ(*store.find({7, "a"}), 1);
    EXPECT_EQ(*store.find({7, "b"}), 2);
}

TEST(BoundedStore, CountsKeysValuesAndPlaces) {
    Store store(1 << 20);
    store.put({1, "four"}, 1, 100);
    EXPECT_EQ(store.bytes(), 104 + Store::kOverhead);
    store.put({1, "four"}, 1, 200);
    EXPECT_EQ(store.bytes(), 204 + Store::kOverhead);
    store.erase({1, "four"});
    EXPECT_EQ(store.bytes(), 0U);
}

TEST(BoundedStore, StaysWithinItsBytesWhateverItsUse) {
    NumberedStore numbers(100);
    std::mt19937 random(5);
    for (int i = 0; i < 20'000; ++i) {
        const int number = static_cast<int>(random() % (i % 3 == 0 ? 50 : 5000));
        if (random() % 10 == 0) {
            numbers.erase(number);
        } else {
            numbers.read(number);
        }
        ASSERT_LE(numbers.store().bytes(), 100 * (kValue + Store::kOverhead + 8));
        ASSERT_LE(numbers.store().entries(), 100U);
    }
    EXPECT_GE(numbers.store().entries(), 90U);
    EXPECT_GT(numbers.store().evictions(), 1000U);
}

TEST(BoundedStore, KeepsNothingThatWouldTakeMoreThanAQuarter) {
    Store store(10'000);
    store.put({1, "a"}, 1, 100);
    store.put({2, "b"}, 1, 2600);
    EXPECT_EQ(store.find({2, "b"}), nullptr);
    EXPECT_NE(store.find({1, "a"}), nullptr);
    // What was there is not the value any more.
    store.put({1, "a"}, 2, 2600);
    EXPECT_EQ(store.find({1, "a"}), nullptr);
    EXPECT_EQ(store.bytes(), 0U);
    Store none(0);
    none.put({1, "a"}, 1, 0);
    EXPECT_EQ(none.find({1, "a"}), nullptr);
}

TEST(BoundedStore, KeepsWhatIsReadOftenWhileTenTimesAsMuchIsReadOnce) {
    NumberedStore numbers(1000);
    constexpr int kHot = 500;
    for (int round = 0; round < 4; ++round) {
        for (int i = 0; i < kHot; ++i) numbers.read(i);
    }
    for (int i = 0; i < 10'000; ++i) numbers.read(100'000 + i);
    EXPECT_EQ(numbers.present(kHot), kHot);
}

TEST(BoundedStore, LetsGoOfWhatIsNotReadAnyMore) {
    NumberedStore numbers(1000);
    for (int round = 0; round < 4; ++round) {
        for (int i = 0; i < 900; ++i) numbers.read(i);
    }
    int hits = 0;
    for (int round = 0; round < 12; ++round) {
        hits = 0;
        for (int i = 0; i < 900; ++i) hits += numbers.read(50'000 + i);
    }
    EXPECT_EQ(hits, 900);
}

TEST(BoundedStore, RemembersThatWhatWasInvalidatedIsReadOften) {
    NumberedStore numbers(1000);
    for (int round = 0; round < 4; ++round) {
        for (int i = 0; i < 500; ++i) numbers.read(i);
    }
    // So that the first ones are in the main queue.
    for (int i = 0; i < 2000; ++i) numbers.read(100'000 + i);
    ASSERT_TRUE(numbers.erase(3));
    numbers.read(3);
    for (int i = 0; i < 5000; ++i) numbers.read(200'000 + i);
    EXPECT_EQ(numbers.present(500), 500);
}

// Sanitizers have allocators of their own, which tell nothing.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(BoundedStore, CountsAboutWhatTheAllocatorGives) {
    constexpr int kEntries = 20'000;
    BoundedStore<std::shared_ptr<const std::string>> store(std::size_t{1} << 30);
    const auto used = [] { return mallinfo2().uordblks + mallinfo2().hblkhd; };
    const auto before = used();
    for (int i = 0; i < kEntries; ++i) {
        auto value = std::make_shared<const std::string>(700, 'x');
        // The string, the block that it is in and counts its owners, and its bytes.
        const std::size_t bytes = 16 + sizeof(std::string) + 16 + value->capacity() + 17;
        const std::string key = "a key that is on the heap " + std::to_string(i);
        store.put({std::hash<std::string>()(key), key}, std::move(value), bytes);
    }
    const auto grown = static_cast<double>(used() - before);
    EXPECT_NEAR(static_cast<double>(store.bytes()) / grown, 1, 0.1);
}
#endif

}  // namespace
}  // namespace marquee::cache
