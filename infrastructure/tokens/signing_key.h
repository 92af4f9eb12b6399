#pragma once

#include <string>
#include <string_view>

#include "infrastructure/tokens/public_key.h"

namespace marquee::tokens {

/// A pair of keys that tokens are signed and checked with. Its id is its thumbprint (RFC 7638).
/// Does not change; callable from any thread.
class SigningKey {
public:
    /// A new one: P-256, or RSA of 2048 bits, which takes a part of a second.
    static SigningKey generate(Algorithm algorithm);
    /// What pem() gave. Throws Error `invalid` when it is no P-256 or RSA key without a password.
    static SigningKey from_pem(std::string_view pem);

    const PublicKey& public_key() const { return public_key_; }
    /// PKCS #8, unencrypted: a secret.
    const std::string& pem() const { return pem_; }

private:
    SigningKey(PublicKey public_key, std::string pem);

    PublicKey public_key_;
    std::string pem_;
};

}  // namespace marquee::tokens
