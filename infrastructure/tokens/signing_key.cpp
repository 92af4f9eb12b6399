#include "infrastructure/tokens/signing_key.h"

#include <openssl/pem.h>
#include <utility>

#include "domain/shared/error.h"
#include "infrastructure/tokens/openssl.h"

namespace marquee::tokens {
namespace {

constexpr unsigned kRsaBits = 2048;

std::string private_pem(const EVP_PKEY* key) {
    const auto memory = made(Bio(BIO_new(BIO_s_mem())), "a buffer");
    if (PEM_write_bio_PKCS8PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr) !=
        1) {
        throw std::runtime_error("OpenSSL can't write a private key");
    }
    return content_of(memory.get());
}

std::string public_pem(const EVP_PKEY* key) {
    const auto memory = made(Bio(BIO_new(BIO_s_mem())), "a buffer");
    if (PEM_write_bio_PUBKEY(memory.get(), key) != 1) {
        throw std::runtime_error("OpenSSL can't write a public key");
    }
    return content_of(memory.get());
}

/// Instead of OpenSSL's own, which asks the terminal.
int no_password(char*, int, int, void*) {
    return -1;
}

EVP_PKEY* new_key(Algorithm algorithm) {
    switch (algorithm) {
        case Algorithm::es256:
            return EVP_EC_gen("P-256");
        case Algorithm::rs256:
            return EVP_RSA_gen(kRsaBits);
    }
    throw std::logic_error("an algorithm without a kind of key");
}

}  // namespace

SigningKey::SigningKey(PublicKey public_key, std::string pem)
    : public_key_(std::move(public_key)), pem_(std::move(pem)) {}

SigningKey SigningKey::generate(Algorithm algorithm) {
    const auto key = made(Key(new_key(algorithm)), "a key");
    return SigningKey(PublicKey::from_pem(public_pem(key.get())), private_pem(key.get()));
}

SigningKey SigningKey::from_pem(std::string_view pem) {
    const ForgetErrors forget;
    const auto memory =
        made(Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))), "a buffer");
    const Key key(PEM_read_bio_PrivateKey(memory.get(), nullptr, no_password, nullptr));
    if (!key) throw Error(ErrorCode::invalid, "a signing key is no private key in PEM");
    return SigningKey(PublicKey::from_pem(public_pem(key.get())), private_pem(key.get()));
}

}  // namespace marquee::tokens
