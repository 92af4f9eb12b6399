#include "interfaces/http/keyed_hash.h"

#include <gtest/gtest.h>

namespace marquee::http {
namespace {

TEST(KeyedHash, GivesANameTheSameValueUnderTheSameKeyAlone) {
    const auto key = KeyedHash::random_key();
    EXPECT_EQ(KeyedHash(key).of("a"), KeyedHash(key).of("a"));
    EXPECT_NE(KeyedHash(key).of("a"), KeyedHash(key).of("b"));
    EXPECT_NE(KeyedHash(key).of("a"), KeyedHash(KeyedHash::random_key()).of("a"));
}

}  // namespace
}  // namespace marquee::http
