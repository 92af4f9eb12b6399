#include "infrastructure/tokens/token_hash.h"

#include <sodium.h>
#include <stdexcept>

namespace marquee::tokens {

TokenHash hash_of(std::string_view token) {
    // Without it, libsodium takes twice as long.
    static const bool is_ready = sodium_init() >= 0;
    if (!is_ready) throw std::runtime_error("libsodium can't be used");
    TokenHash hash{};
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const unsigned char*>(token.data()), token.size(), nullptr,
                       0);
    return hash;
}

}  // namespace marquee::tokens
