#include "infrastructure/identity/sodium_secret_mint.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "infrastructure/identity/secret_hashing.h"

namespace marquee::identity {
namespace {

using testing::MatchesRegex;

/// Bytes that count up from 0.
RandomBytes counting() {
    return [next = std::make_shared<unsigned char>(0)](std::span<unsigned char> bytes) {
        for (auto& byte : bytes) byte = (*next)++;
    };
}

TEST(SodiumSecretMint, MakesWhatTheRandomBytesSay) {
    SodiumSecretMint mint(counting());
    EXPECT_EQ(mint.new_id(), "000102030405060708090a0b0c0d0e0f");
    EXPECT_EQ(mint.new_secret().view(), "EBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8");
    EXPECT_EQ(mint.new_password().view(), "ghjkm-npqrs-tvwxy-z0123");
}

TEST(SodiumSecretMint, MakesNothingTwice) {
    SodiumSecretMint mint(system_random());
    std::set<std::string> made;
    for (int i = 0; i < 100; ++i) {
        made.insert(mint.new_id());
        made.emplace(mint.new_secret().view());
        const std::string password(mint.new_password().view());
        EXPECT_THAT(password, MatchesRegex("[0-9a-z]{5}-[0-9a-z]{5}-[0-9a-z]{5}-[0-9a-z]{5}"));
        made.insert(password);
    }
    EXPECT_EQ(made.size(), 300u);
}

TEST(SodiumSecretMint, KnowsASecretByItsHash) {
    SodiumSecretMint mint(system_random());
    const auto secret = mint.new_secret();
    const auto hash = mint.hash_of(secret.view());
    EXPECT_TRUE(mint.matches(secret.view(), hash));
    EXPECT_FALSE(mint.matches(mint.new_secret().view(), hash));
    EXPECT_FALSE(mint.matches("", hash));
}

TEST(SecretHashing, IsBlake2b) {
    // Published for BLAKE2b-256; it is stored in databases, so it stays what it is.
    EXPECT_EQ(hash_of("").text(),
              "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    EXPECT_EQ(hash_of("abc").text(),
              "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST(SecretHashing, TellsHashesApartWhereverTheyDiffer) {
    const std::string zeros(64, '0');
    for (std::size_t i = 0; i < zeros.size(); ++i) {
        std::string other = zeros;
        other[i] = '1';
        EXPECT_FALSE(same_hash(SecretHash(zeros), SecretHash(other))) << i;
    }
    EXPECT_TRUE(same_hash(SecretHash(zeros), SecretHash(zeros)));
}

}  // namespace
}  // namespace marquee::identity
