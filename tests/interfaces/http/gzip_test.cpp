#include "interfaces/http/gzip.h"

#include <random>

#include "gtest/gtest.h"

namespace marquee::http {
namespace {

std::string unpacked(const std::string& packed, std::size_t limit = 1 << 20) {
    auto result = gunzipped(packed, limit);
    return std::get<std::string>(result);
}

GunzipFailure failure(const std::string& packed, std::size_t limit = 1 << 20) {
    const auto result = gunzipped(packed, limit);
    EXPECT_EQ(result.index(), 1U);
    return std::get<GunzipFailure>(result);
}

std::string mixed(std::size_t size) {
    std::mt19937 random(7);
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(random() % 61);
    return bytes;
}

TEST(Gzip, GivesBackWhatWasPacked) {
    for (const std::size_t size : {0U, 1U, 1000U, 65535U, 65536U, 65537U, 300'000U}) {
        EXPECT_EQ(unpacked(gzipped(mixed(size))), mixed(size)) << size;
    }
}

TEST(Gzip, IsTheSameForTheSame) {
    EXPECT_EQ(gzipped(mixed(5000)), gzipped(mixed(5000)));
}

TEST(Gzip, HoldsToTheLimitWhateverThereIsToCome) {
    const std::string packed = gzipped(mixed(200'000));
    EXPECT_EQ(unpacked(packed, 200'000).size(), 200'000U);
    EXPECT_EQ(failure(packed, 199'999), GunzipFailure::too_large);
    EXPECT_EQ(failure(packed, 0), GunzipFailure::too_large);
    const std::string bomb = gzipped(std::string(32 << 20, '\0'));
    EXPECT_LT(bomb.size(), 1U << 20U);
    EXPECT_EQ(failure(bomb), GunzipFailure::too_large);
}

TEST(Gzip, RefusesEveryTruncation) {
    const std::string packed = gzipped(mixed(3000));
    for (std::size_t length = 0; length < packed.size(); ++length) {
        EXPECT_EQ(failure(packed.substr(0, length)), GunzipFailure::malformed) << length;
    }
}

TEST(Gzip, RefusesWhatFollowsItsEnd) {
    EXPECT_EQ(failure(gzipped("a") + "b"), GunzipFailure::malformed);
    EXPECT_EQ(failure(gzipped("a") + gzipped("b")), GunzipFailure::malformed);
}

TEST(Gzip, RefusesWhatIsDamaged) {
    const std::string packed = gzipped(mixed(100));
    // All but the header's time, flags of speed and system, which mean nothing here.
    for (std::size_t at = 0; at < packed.size(); ++at) {
        if (at >= 4 && at <= 9) continue;
        std::string damaged = packed;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x20);
        EXPECT_EQ(failure(damaged), GunzipFailure::malformed) << at;
    }
    EXPECT_EQ(failure("{\"title\": \"not gzip\"}"), GunzipFailure::malformed);
}

}  // namespace
}  // namespace marquee::http
