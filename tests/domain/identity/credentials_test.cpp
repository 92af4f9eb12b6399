#include "domain/identity/credentials.h"

#include <gtest/gtest.h>

#include "domain/identity/signing_key.h"
#include "tests/support/thrown.h"

namespace marquee::identity {
namespace {

TEST(SecretHash, Is64HexadecimalDigits) {
    const std::string digits = std::string(48, '0') + "0123456789abcdef";
    EXPECT_EQ(SecretHash(digits).text(), digits);
    for (const std::string& text : {std::string(), digits.substr(1), digits + "0",
                                    std::string(64, 'A'), std::string(64, 'g')}) {
        EXPECT_EQ(blame_of([&] { SecretHash{text}; }), "secret_hash") << text;
    }
}

TEST(Label, IsATextForPeople) {
    EXPECT_EQ(Label("my laptop").text(), "my laptop");
    for (const std::string& text : {std::string(), std::string(" "), std::string(101, 'x'),
                                    std::string("a\nb"), std::string("\xFF")}) {
        EXPECT_EQ(blame_of([&] { Label{text}; }), "name") << text;
    }
}

TEST(SigningAlgorithm, IsFoundByItsName) {
    EXPECT_EQ(algorithm_named("ES256"), SigningAlgorithm::es256);
    EXPECT_EQ(algorithm_named("RS256"), SigningAlgorithm::rs256);
    for (const char* name : {"", "none", "HS256", "es256"}) {
        EXPECT_FALSE(algorithm_named(name)) << name;
    }
}

}  // namespace
}  // namespace marquee::identity
