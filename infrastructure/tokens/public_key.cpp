#include "infrastructure/tokens/public_key.h"

#include <array>
#include <climits>
#include <nlohmann/json.hpp>
#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <sodium.h>
#include <utility>

#include "domain/shared/error.h"
#include "infrastructure/tokens/base64url.h"
#include "infrastructure/tokens/openssl.h"

namespace marquee::tokens {
namespace {

/// Bytes of a coordinate of P-256, and of r and s.
constexpr std::size_t kCoordinate = 32;
constexpr int kMinRsaBits = 2048;
/// Longer ones only cost time: the issuer's document decides how much.
constexpr int kMaxRsaBits = 8192;
constexpr int kMaxExponentBits = 64;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

BigNumber number(const EVP_PKEY* key, const char* name) {
    BIGNUM* value = nullptr;
    EVP_PKEY_get_bn_param(key, name, &value);
    return made(BigNumber(value), name);
}

/// Big-endian, with zeros in front up to `size` bytes.
std::string padded(const BIGNUM* value, int size) {
    std::string bytes(static_cast<std::size_t>(size), '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char*>(bytes.data()), size);
    return bytes;
}

std::string coordinate(const EVP_PKEY* key, const char* name) {
    return base64url(padded(number(key, name).get(), kCoordinate));
}

std::string shortest(const EVP_PKEY* key, const char* name) {
    const BigNumber value = number(key, name);
    return base64url(padded(value.get(), BN_num_bytes(value.get())));
}

/// The members that make a key what it is. In the order of their names, as RFC 7638 wants them.
nlohmann::json required_members(const EVP_PKEY* key, Algorithm algorithm) {
    switch (algorithm) {
        case Algorithm::es256:
            return {{"crv", "P-256"},
                    {"kty", "EC"},
                    {"x", coordinate(key, OSSL_PKEY_PARAM_EC_PUB_X)},
                    {"y", coordinate(key, OSSL_PKEY_PARAM_EC_PUB_Y)}};
        case Algorithm::rs256:
            return {{"e", shortest(key, OSSL_PKEY_PARAM_RSA_E)},
                    {"kty", "RSA"},
                    {"n", shortest(key, OSSL_PKEY_PARAM_RSA_N)}};
    }
    throw std::logic_error("an algorithm without a kind of key");
}

std::string sha256(std::string_view text) {
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()), bytes_of(text), text.size());
    return hash;
}

std::string pem_of(const EVP_PKEY* key) {
    const auto memory = made(Bio(BIO_new(BIO_s_mem())), "a buffer");
    if (PEM_write_bio_PUBKEY(memory.get(), key) != 1) {
        throw std::runtime_error("OpenSSL can't write a public key");
    }
    return content_of(memory.get());
}

/// The algorithm that a key may be used with, or nothing when it is not of the two kinds.
std::optional<Algorithm> algorithm_for(const EVP_PKEY* key) {
    if (EVP_PKEY_is_a(key, "EC")) {
        std::array<char, 64> group{};
        if (EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1 ||
            std::string_view(group.data()) != "prime256v1") {
            return std::nullopt;
        }
        return Algorithm::es256;
    }
    if (!EVP_PKEY_is_a(key, "RSA")) return std::nullopt;
    const BigNumber exponent = number(key, OSSL_PKEY_PARAM_RSA_E);
    const int bits = EVP_PKEY_get_bits(key);
    const bool is_sound = bits >= kMinRsaBits && bits <= kMaxRsaBits &&
                          BN_is_odd(exponent.get()) == 1 && BN_is_one(exponent.get()) != 1 &&
                          BN_num_bits(exponent.get()) <= kMaxExponentBits;
    return is_sound ? std::optional(Algorithm::rs256) : std::nullopt;
}

Key key_from(const char* type, OSSL_PARAM_BLD* builder) {
    const ForgetErrors forget;
    const auto parameters = made(Parameters(OSSL_PARAM_BLD_to_param(builder)), "parameters");
    const auto context =
        made(KeyContext(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)), "a key context");
    EVP_PKEY* key = nullptr;
    if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
        return nullptr;
    }
    return Key(key);
}

/// r and s as OpenSSL wants them, or nothing.
std::optional<std::string> der_of(std::string_view raw) {
    if (raw.size() != 2 * kCoordinate) return std::nullopt;
    const auto signature = made(EcdsaSignature(ECDSA_SIG_new()), "a signature");
    BigNumber r(BN_bin2bn(bytes_of(raw), kCoordinate, nullptr));
    BigNumber s(BN_bin2bn(bytes_of(raw.substr(kCoordinate)), kCoordinate, nullptr));
    if (!r || !s || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) return std::nullopt;
    // They are the signature's now.
    static_cast<void>(r.release());
    static_cast<void>(s.release());
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(signature.get(), &der);
    if (size <= 0) return std::nullopt;
    std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return bytes;
}

}  // namespace

std::string_view name_of(Algorithm algorithm) {
    switch (algorithm) {
        case Algorithm::es256:
            return "ES256";
        case Algorithm::rs256:
            return "RS256";
    }
    throw std::logic_error("an algorithm without a name");
}

std::optional<Algorithm> algorithm_named(std::string_view name) {
    for (const Algorithm algorithm : {Algorithm::es256, Algorithm::rs256}) {
        if (name == name_of(algorithm)) return algorithm;
    }
    return std::nullopt;
}

PublicKey::PublicKey(std::shared_ptr<evp_pkey_st> key, Algorithm algorithm, const std::string& id)
    : key_(std::move(key)), algorithm_(algorithm), pem_(pem_of(key_.get())) {
    nlohmann::json members = required_members(key_.get(), algorithm);
    thumbprint_ = base64url(sha256(members.dump()));
    id_ = id.empty() ? thumbprint_ : id;
    members["alg"] = name_of(algorithm);
    members["kid"] = id_;
    members["use"] = "sig";
    jwk_ = members.dump();
}

std::optional<PublicKey> PublicKey::from_key(std::shared_ptr<evp_pkey_st> key,
                                             const std::string& id) {
    if (!key) return std::nullopt;
    const auto algorithm = algorithm_for(key.get());
    if (!algorithm) return std::nullopt;
    return PublicKey(std::move(key), *algorithm, id);
}

PublicKey PublicKey::from_pem(std::string_view pem, const std::string& id) {
    const ForgetErrors forget;
    const auto memory =
        made(Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))), "a buffer");
    const auto key =
        from_key(Key(PEM_read_bio_PUBKEY(memory.get(), nullptr, nullptr, nullptr)), id);
    if (!key) throw Error(ErrorCode::invalid, "a public key is no P-256 or RSA key in PEM");
    return *key;
}

std::optional<PublicKey> PublicKey::from_point(std::string_view x, std::string_view y,
                                               const std::string& id) {
    if (x.size() != kCoordinate || y.size() != kCoordinate) return std::nullopt;
    const std::string point = "\x04" + std::string(x) + std::string(y);
    const auto builder = made(ParameterBuilder(OSSL_PARAM_BLD_new()), "parameters");
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                     point.size());
    return from_key(key_from("EC", builder.get()), id);
}

std::optional<PublicKey> PublicKey::from_modulus(std::string_view n, std::string_view e,
                                                 const std::string& id) {
    if (n.size() > kMaxRsaBits / CHAR_BIT || e.size() > kMaxExponentBits / CHAR_BIT) {
        return std::nullopt;
    }
    const auto modulus =
        made(BigNumber(BN_bin2bn(bytes_of(n), static_cast<int>(n.size()), nullptr)), "a number");
    const auto exponent =
        made(BigNumber(BN_bin2bn(bytes_of(e), static_cast<int>(e.size()), nullptr)), "a number");
    const auto builder = made(ParameterBuilder(OSSL_PARAM_BLD_new()), "parameters");
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
    return from_key(key_from("RSA", builder.get()), id);
}

bool PublicKey::verifies(std::string_view text, std::string_view signature) const {
    std::optional<std::string> bytes;
    switch (algorithm_) {
        case Algorithm::es256:
            bytes = der_of(signature);
            break;
        case Algorithm::rs256:
            bytes = std::string(signature);
            break;
    }
    if (!bytes) return false;
    const ForgetErrors forget;
    const auto context = made(DigestContext(EVP_MD_CTX_new()), "a digest");
    return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes_of(*bytes), bytes->size(), bytes_of(text),
                            text.size()) == 1;
}

}  // namespace marquee::tokens
