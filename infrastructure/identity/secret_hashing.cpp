#include "infrastructure/identity/secret_hashing.h"

#include <array>
#include <sodium.h>
#include <string>

namespace marquee::identity {

SecretHash hash_of(std::string_view secret) {
    std::array<unsigned char, crypto_generichash_BYTES> hash{};
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const unsigned char*>(secret.data()), secret.size(),
                       nullptr, 0);
    std::array<char, 2 * hash.size() + 1> text{};
    sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
    return SecretHash(text.data());
}

bool same_hash(const SecretHash& a, const SecretHash& b) {
    return sodium_memcmp(a.text().data(), b.text().data(), a.text().size()) == 0;
}

}  // namespace marquee::identity
