#pragma once

#include <memory>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <stdexcept>
#include <string>

namespace marquee::tokens {

/// Frees what OpenSSL made. For sources alone: no header of this folder drags OpenSSL along.
template <auto free_function>
struct Free {
    template <class T>
    void operator()(T* made) const {
        free_function(made);
    }
};

using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using BigNumber = std::unique_ptr<BIGNUM, Free<BN_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>>;

/// Empties the thread's list of OpenSSL's errors when it goes: a TLS connection that is served by
/// the same thread takes what it finds there for its own.
struct ForgetErrors {
    ForgetErrors() = default;
    ~ForgetErrors() { ERR_clear_error(); }
    ForgetErrors(const ForgetErrors&) = delete;
    ForgetErrors& operator=(const ForgetErrors&) = delete;
};

/// What was made, or std::runtime_error when there is none: out of memory, or OpenSSL is broken.
template <class Pointer>
Pointer made(Pointer pointer, const char* what) {
    if (!pointer) throw std::runtime_error(std::string("OpenSSL can't make ") + what);
    return pointer;
}

/// All that was written to the memory.
inline std::string content_of(BIO* memory) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    return {data, static_cast<std::size_t>(size)};
}

}  // namespace marquee::tokens
