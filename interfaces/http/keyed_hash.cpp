#include "interfaces/http/keyed_hash.h"

#include <random>
#include <sodium.h>

namespace marquee::http {

KeyedHash::Key KeyedHash::random_key() {
    std::random_device device;
    const auto word = [&] { return std::uint64_t{device()} << 32 | device(); };
    return {word(), word()};
}

KeyedHash::Value KeyedHash::of(std::string_view name) const {
    static_assert(sizeof(Value) == crypto_shorthash_siphashx24_BYTES);
    static_assert(sizeof(Key) == crypto_shorthash_siphashx24_KEYBYTES);
    Value value;
    crypto_shorthash_siphashx24(reinterpret_cast<unsigned char*>(value.data()),
                                reinterpret_cast<const unsigned char*>(name.data()), name.size(),
                                reinterpret_cast<const unsigned char*>(key_.data()));
    return value;
}

}  // namespace marquee::http
