#include "infrastructure/tokens/verified_tokens.h"

#include <gtest/gtest.h>
#include <string>

namespace marquee::tokens {
namespace {

using std::chrono::seconds;

const Timestamp kNow{seconds(1'800'000'000)};

/// All in one part of the cache, whose order of use can then be seen.
TokenHash hash_number(unsigned char number) {
    TokenHash hash{};
    hash.front() = number;
    return hash;
}

struct Cache {
    explicit Cache(std::size_t max_entries) : tokens(max_entries, [this] { return now; }) {}

    void put(unsigned char number, const std::string& value, seconds lifetime = seconds(60)) {
        tokens.put(hash_number(number), std::make_shared<const std::string>(value), now + lifetime);
    }
    std::string find(unsigned char number) {
        const auto value = tokens.find(hash_number(number));
        return value ? *value : "nothing";
    }

    Timestamp now = kNow;
    VerifiedTokens<std::string> tokens;
};

TEST(TokenHash, IsBlake2bOfTheToken) {
    EXPECT_EQ(hash_of("a"), hash_of("a"));
    EXPECT_NE(hash_of("a"), hash_of("b"));
    const TokenHash empty = hash_of("");
    EXPECT_EQ(empty[0], 0x0E);
    EXPECT_EQ(empty[1], 0x57);
    EXPECT_EQ(empty[31], 0xA8);
}

TEST(VerifiedTokens, FindsWhatWasPutIn) {
    Cache cache(100);
    EXPECT_EQ(cache.find(1), "nothing");
    cache.put(1, "one");
    cache.put(2, "two");
    EXPECT_EQ(cache.find(1), "one");
    EXPECT_EQ(cache.find(2), "two");
    EXPECT_EQ(cache.find(3), "nothing");
}

TEST(VerifiedTokens, ReplacesValueAndExpiry) {
    Cache cache(100);
    cache.put(1, "one", seconds(1));
    cache.put(1, "another", seconds(10));
    EXPECT_EQ(cache.tokens.size(), 1u);
    cache.now += seconds(5);
    EXPECT_EQ(cache.find(1), "another");
}

TEST(VerifiedTokens, FindsNothingThatHasExpired) {
    Cache cache(100);
    cache.put(1, "one", seconds(60));
    cache.now += seconds(60) - std::chrono::milliseconds(1);
    EXPECT_EQ(cache.find(1), "one");
    cache.now += std::chrono::milliseconds(1);
    EXPECT_EQ(cache.find(1), "nothing");
    EXPECT_EQ(cache.tokens.size(), 0u);
}

TEST(VerifiedTokens, ForgetsWhatWasAskedForTheLongestAgo) {
    Cache cache(3 * 16);
    cache.put(1, "one");
    cache.put(2, "two");
    cache.put(3, "three");
    EXPECT_EQ(cache.find(1), "one");
    cache.put(4, "four");
    EXPECT_EQ(cache.find(2), "nothing");
    EXPECT_EQ(cache.find(1), "one");
    EXPECT_EQ(cache.find(3), "three");
    EXPECT_EQ(cache.find(4), "four");
}

TEST(VerifiedTokens, KeepsAtMostTheNumberThatItIsGiven) {
    VerifiedTokens<int> tokens(1'000, [] { return kNow; });
    for (int i = 0; i < 20'000; ++i) {
        tokens.put(hash_of(std::to_string(i)), std::make_shared<const int>(i), kNow + seconds(1));
    }
    EXPECT_LE(tokens.size(), 1'000u);
    EXPECT_GE(tokens.size(), 900u);
}

TEST(VerifiedTokens, ForgetsOneOrAllWhenAsked) {
    Cache cache(100);
    cache.put(1, "one");
    cache.put(2, "two");
    cache.put(3, "three");
    cache.tokens.erase(hash_number(1));
    cache.tokens.erase(hash_number(9));
    EXPECT_EQ(cache.find(1), "nothing");
    EXPECT_EQ(cache.find(2), "two");
    cache.tokens.clear();
    EXPECT_EQ(cache.find(2), "nothing");
    EXPECT_EQ(cache.tokens.size(), 0u);
}

}  // namespace
}  // namespace marquee::tokens
