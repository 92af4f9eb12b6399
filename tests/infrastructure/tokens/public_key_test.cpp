#include "infrastructure/tokens/public_key.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "tests/infrastructure/tokens/forge.h"
#include "tests/support/thrown.h"

namespace marquee::tokens {
namespace {

/// What is signed in the examples of RFC 7515, behind their headers.
const std::string kRfcPayload =
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnV"
    "lfQ";

std::string bytes(std::string_view text) {
    return from_base64url(text).value();
}

PublicKey rfc_ec_key() {
    return *PublicKey::from_point(bytes("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
                                  bytes("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"));
}

PublicKey rfc_rsa_key() {
    return *PublicKey::from_modulus(
        bytes("ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEz"
              "P1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf6"
              "3kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5Zw"
              "Kh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRW"
              "yuXpoQ"),
        bytes("AQAB"));
}

/// The public half of a new key of another kind.
std::string pem_of(EVP_PKEY* key) {
    const Key owned(key);
    const Bio memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_PUBKEY(memory.get(), key);
    return content_of(memory.get());
}

TEST(PublicKey, VerifiesTheEs256ExampleOfRfc7515) {
    const std::string signature = bytes(
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
    EXPECT_TRUE(rfc_ec_key().verifies("eyJhbGciOiJFUzI1NiJ9" + kRfcPayload, signature));
    EXPECT_FALSE(rfc_ec_key().verifies("eyJhbGciOiJFUzI1NiJ8" + kRfcPayload, signature));
}

TEST(PublicKey, VerifiesTheRs256ExampleOfRfc7515) {
    const std::string signature = bytes(
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2F"
        "p5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQB"
        "MHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeY"
        "I2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw");
    EXPECT_TRUE(rfc_rsa_key().verifies("eyJhbGciOiJSUzI1NiJ9" + kRfcPayload, signature));
    EXPECT_FALSE(rfc_rsa_key().verifies("eyJhbGciOiJSUzI1NiJ8" + kRfcPayload, signature));
}

TEST(PublicKey, HasTheThumbprintOfRfc7638) {
    const auto key = PublicKey::from_modulus(
        bytes("0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tS"
              "oc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65"
              "YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyr"
              "dkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzK"
              "nqDKgw"),
        bytes("AQAB"));
    ASSERT_TRUE(key);
    EXPECT_EQ(key->thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    EXPECT_EQ(key->id(), key->thumbprint());
}

TEST(PublicKey, HasAPublicJwkWithNothingPrivateInIt) {
    const auto ec = nlohmann::json::parse(rfc_ec_key().jwk());
    EXPECT_EQ(
        ec, nlohmann::json::parse(R"({"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":")" +
                                  rfc_ec_key().thumbprint() +
                                  R"(","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                                  R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})"));
    const auto rsa = nlohmann::json::parse(rsa_key().public_key().jwk());
    EXPECT_EQ(rsa.size(), 6u) << rsa;
    EXPECT_EQ(rsa.at("kty"), "RSA");
    EXPECT_EQ(rsa.at("alg"), "RS256");
    EXPECT_EQ(rsa.at("e"), "AQAB");
}

TEST(PublicKey, IsTheSameAfterAPassThroughPem) {
    for (const PublicKey& key : {rfc_ec_key(), rfc_rsa_key()}) {
        EXPECT_EQ(PublicKey::from_pem(key.pem()).jwk(), key.jwk());
        EXPECT_EQ(PublicKey::from_pem(key.pem(), "mine").id(), "mine");
    }
}

TEST(PublicKey, TakesNoOtherKindOrSize) {
    EXPECT_EQ(code_of([] { PublicKey::from_pem(pem_of(EVP_EC_gen("P-384"))); }),
              ErrorCode::invalid);
    EXPECT_EQ(code_of([] { PublicKey::from_pem(pem_of(EVP_EC_gen("secp256k1"))); }),
              ErrorCode::invalid);
    EXPECT_EQ(code_of([] { PublicKey::from_pem(pem_of(EVP_RSA_gen(1024))); }), ErrorCode::invalid);
    EXPECT_EQ(code_of([] {
                  PublicKey::from_pem(pem_of(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")));
              }),
              ErrorCode::invalid);
    EXPECT_EQ(code_of([] { PublicKey::from_pem(""); }), ErrorCode::invalid);
    EXPECT_EQ(code_of([] { PublicKey::from_pem(ec_key().pem()); }), ErrorCode::invalid);
}

TEST(PublicKey, TakesNoNumbersThatMakeNoKey) {
    const std::string x = bytes("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
    const std::string zeros(32, '\0');
    EXPECT_FALSE(PublicKey::from_point(x, x));
    EXPECT_FALSE(PublicKey::from_point(zeros, zeros));
    EXPECT_FALSE(PublicKey::from_point(x.substr(1), x));
    EXPECT_FALSE(PublicKey::from_point(x, ""));

    const std::string n(256, '\xC1');
    EXPECT_TRUE(PublicKey::from_modulus(n, bytes("AQAB")));
    EXPECT_FALSE(PublicKey::from_modulus(n.substr(1), bytes("AQAB"))) << "2040 bits";
    EXPECT_FALSE(PublicKey::from_modulus(std::string(1025, '\xC1'), bytes("AQAB")));
    EXPECT_FALSE(PublicKey::from_modulus(n, "\x01"));
    EXPECT_FALSE(PublicKey::from_modulus(n, "\x04"));
    EXPECT_FALSE(PublicKey::from_modulus(n, std::string("\0", 1)));
    EXPECT_FALSE(PublicKey::from_modulus(n, std::string(9, '\x03')));
}

TEST(PublicKey, TakesEs256SignaturesOf64BytesOnly) {
    const PublicKey& key = ec_key().public_key();
    const std::string raw = token_signature(ec_key(), "text");
    EXPECT_TRUE(key.verifies("text", raw));
    EXPECT_FALSE(key.verifies("text", openssl_signature(ec_key(), "text")));
    EXPECT_FALSE(key.verifies("text", ""));
    EXPECT_FALSE(key.verifies("text", raw + '\0'));
    EXPECT_FALSE(key.verifies("text", raw.substr(0, 63)));
    EXPECT_FALSE(key.verifies("text", std::string(64, '\0')));
    EXPECT_FALSE(key.verifies("text", std::string(64, '\xFF')));
}

TEST(PublicKey, LeavesNoErrorBehindForTls) {
    EXPECT_FALSE(rsa_key().public_key().verifies("text", std::string(256, 'x')));
    EXPECT_EQ(ERR_peek_error(), 0u);
    EXPECT_FALSE(PublicKey::from_point(std::string(32, 'x'), std::string(32, 'x')));
    EXPECT_EQ(ERR_peek_error(), 0u);
}

}  // namespace
}  // namespace marquee::tokens
