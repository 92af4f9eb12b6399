#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace marquee::tokens {

/// The algorithms that tokens are signed with. There are no others, and never "none".
enum class Algorithm {
    /// ECDSA with P-256 and SHA-256.
    es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    rs256,
};

/// "ES256" or "RS256".
std::string_view name_of(Algorithm algorithm);
/// Nothing for any other text; case counts.
std::optional<Algorithm> algorithm_named(std::string_view name);

/// A key that signatures are checked with: P-256, or RSA of 2048 to 8192 bits. Cheap to copy.
/// Does not change; callable from any thread.
class PublicKey {
public:
    /// What a text as "-----BEGIN PUBLIC KEY-----…" holds. Without an id its thumbprint is its id.
    /// Throws Error `invalid` when it holds no key of the two kinds.
    static PublicKey from_pem(std::string_view pem, const std::string& id = "");
    /// The coordinates of a point on P-256, or modulus and exponent, as big-endian bytes. Nothing
    /// when they make no key of the two kinds.
    static std::optional<PublicKey> from_point(std::string_view x, std::string_view y,
                                               const std::string& id = "");
    static std::optional<PublicKey> from_modulus(std::string_view n, std::string_view e,
                                                 const std::string& id = "");

    /// The one algorithm that it is for.
    Algorithm algorithm() const { return algorithm_; }
    /// What tokens name it by.
    const std::string& id() const { return id_; }
    /// RFC 7638, with SHA-256, in base64url.
    const std::string& thumbprint() const { return thumbprint_; }
    const std::string& pem() const { return pem_; }
    /// RFC 7517, as JSON in one line.
    const std::string& jwk() const { return jwk_; }

    /// Whether the signature (raw bytes; for ES256 r and s of 32 bytes each) is of `text`.
    bool verifies(std::string_view text, std::string_view signature) const;

private:
    PublicKey(std::shared_ptr<evp_pkey_st> key, Algorithm algorithm, const std::string& id);
    static std::optional<PublicKey> from_key(std::shared_ptr<evp_pkey_st> key,
                                             const std::string& id);

    std::shared_ptr<evp_pkey_st> key_;
    Algorithm algorithm_;
    std::string id_;
    std::string thumbprint_;
    std::string pem_;
    std::string jwk_;
};

}  // namespace marquee::tokens
