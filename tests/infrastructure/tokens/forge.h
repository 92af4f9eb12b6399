#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sodium.h>
#include <stdexcept>
#include <string>
#include <string_view>

#include "infrastructure/tokens/base64url.h"
#include "infrastructure/tokens/openssl.h"
#include "infrastructure/tokens/signing_key.h"

namespace marquee::tokens {

/// Keys that all tests share, since they take time to make.
inline const SigningKey& ec_key() {
    static const SigningKey key = SigningKey::generate(Algorithm::es256);
    return key;
}
inline const SigningKey& rsa_key() {
    static const SigningKey key = SigningKey::generate(Algorithm::rs256);
    return key;
}

/// The signature as OpenSSL makes it: DER for a P-256 key.
inline std::string openssl_signature(const SigningKey& key, std::string_view text) {
    const Bio memory(BIO_new_mem_buf(key.pem().data(), static_cast<int>(key.pem().size())));
    const Key parsed(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
    const DigestContext context(EVP_MD_CTX_new());
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t size = 0;
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, parsed.get());
    EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size());
    std::string signature(size, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       bytes, text.size()) != 1) {
        throw std::runtime_error("can't sign");
    }
    signature.resize(size);
    return signature;
}

/// The signature as tokens have it.
inline std::string token_signature(const SigningKey& key, std::string_view text) {
    const std::string signature = openssl_signature(key, text);
    if (key.public_key().algorithm() == Algorithm::rs256) return signature;
    const auto* der = reinterpret_cast<const unsigned char*>(signature.data());
    const EcdsaSignature parts(d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(signature.size())));
    std::string raw(64, '\0');
    auto* out = reinterpret_cast<unsigned char*>(raw.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), out, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), out + 32, 32);
    return raw;
}

inline std::string hmac_sha256(std::string_view secret, std::string_view text) {
    const auto bytes = [](std::string_view from) {
        return reinterpret_cast<const unsigned char*>(from.data());
    };
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes(secret), secret.size());
    crypto_auth_hmacsha256_update(&state, bytes(text), text.size());
    std::string hash(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(hash.data()));
    return hash;
}

/// What is signed in a token of that header and payload.
inline std::string signed_text(std::string_view header, std::string_view payload) {
    return base64url(header) + "." + base64url(payload);
}

/// A token whose signature is right, whatever its header and payload are.
inline std::string forged(const SigningKey& key, std::string_view header,
                          std::string_view payload) {
    const std::string text = signed_text(header, payload);
    return text + "." + base64url(token_signature(key, text));
}

}  // namespace marquee::tokens
