#include "infrastructure/tokens/signing_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/infrastructure/tokens/forge.h"
#include "tests/support/thrown.h"

namespace marquee::tokens {
namespace {

TEST(SigningKey, IsNewEachTime) {
    const SigningKey first = SigningKey::generate(Algorithm::es256);
    const SigningKey second = SigningKey::generate(Algorithm::es256);
    EXPECT_NE(first.pem(), second.pem());
    EXPECT_NE(first.public_key().id(), second.public_key().id());
}

TEST(SigningKey, SignsWhatItsPublicHalfVerifies) {
    for (const SigningKey& key : {ec_key(), rsa_key()}) {
        EXPECT_TRUE(key.public_key().verifies("text", token_signature(key, "text")));
        EXPECT_FALSE(key.public_key().verifies("texT", token_signature(key, "text")));
    }
}

TEST(SigningKey, IsTheSameAfterAPassThroughPem) {
    for (const SigningKey& key : {ec_key(), rsa_key()}) {
        EXPECT_THAT(key.pem(), testing::StartsWith("-----BEGIN PRIVATE KEY-----\n"));
        const SigningKey again = SigningKey::from_pem(key.pem());
        EXPECT_EQ(again.pem(), key.pem());
        EXPECT_EQ(again.public_key().jwk(), key.public_key().jwk());
    }
}

TEST(SigningKey, IsNamedByItsThumbprint) {
    EXPECT_EQ(ec_key().public_key().id(), ec_key().public_key().thumbprint());
    EXPECT_EQ(ec_key().public_key().id().size(), 43u);
}

TEST(SigningKey, TakesNothingButAPrivateKey) {
    const Key large(EVP_EC_gen("P-384"));
    const Bio memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_PKCS8PrivateKey(memory.get(), large.get(), nullptr, nullptr, 0, nullptr, nullptr);
    const Bio encrypted(BIO_new(BIO_s_mem()));
    PEM_write_bio_PKCS8PrivateKey(encrypted.get(), large.get(), EVP_aes_128_cbc(), "secret", 6,
                                  nullptr, nullptr);
    for (const std::string& pem :
         {std::string(), std::string("-----BEGIN PRIVATE KEY-----"), ec_key().public_key().pem(),
          content_of(memory.get()), content_of(encrypted.get())}) {
        EXPECT_EQ(code_of([&] { SigningKey::from_pem(pem); }), ErrorCode::invalid) << pem;
    }
}

}  // namespace
}  // namespace marquee::tokens
