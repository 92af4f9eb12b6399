#include "infrastructure/identity/sodium_secret_mint.h"

#include <array>
#include <sodium.h>
#include <stdexcept>
#include <string>
#include <utility>

#include "infrastructure/identity/secret_hashing.h"

namespace marquee::identity {
namespace {

/// Without i, l, o and u, which are taken for 1, 1, 0 and v.
constexpr std::string_view kLetters = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kGroups = 4;
constexpr std::size_t kGroupLength = 5;

/// Random bytes, wiped at the end.
template <std::size_t Size>
class Bytes {
public:
    explicit Bytes(const RandomBytes& random) { random(bytes_); }
    ~Bytes() { sodium_memzero(bytes_.data(), bytes_.size()); }
    Bytes(const Bytes&) = delete;
    Bytes& operator=(const Bytes&) = delete;

    const std::array<unsigned char, Size>& get() const { return bytes_; }

private:
    std::array<unsigned char, Size> bytes_{};
};

}  // namespace

RandomBytes system_random() {
    return [](std::span<unsigned char> bytes) { randombytes_buf(bytes.data(), bytes.size()); };
}

SodiumSecretMint::SodiumSecretMint(RandomBytes random) : random_(std::move(random)) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium can't be used");
}

std::string SodiumSecretMint::new_id() {
    const Bytes<16> bytes(random_);
    std::array<char, 33> text{};
    return sodium_bin2hex(text.data(), text.size(), bytes.get().data(), bytes.get().size());
}

SecretText SodiumSecretMint::new_secret() {
    const Bytes<32> bytes(random_);
    constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string text(sodium_base64_ENCODED_LEN(32, kVariant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.get().data(), bytes.get().size(), kVariant);
    text.pop_back();  // The NUL at its end.
    return SecretText(std::move(text));
}

SecretText SodiumSecretMint::new_password() {
    const Bytes<kGroups * kGroupLength> bytes(random_);
    std::string text;
    // At once, so that no half of it is left where it grew.
    text.reserve(kGroups * (kGroupLength + 1));
    for (std::size_t i = 0; i < bytes.get().size(); ++i) {
        if (i > 0 && i % kGroupLength == 0) text += '-';
        text += kLetters[bytes.get()[i] % kLetters.size()];
    }
    return SecretText(std::move(text));
}

SecretHash SodiumSecretMint::hash_of(std::string_view secret) {
    return identity::hash_of(secret);
}

bool SodiumSecretMint::matches(std::string_view secret, const SecretHash& hash) {
    return same_hash(identity::hash_of(secret), hash);
}

}  // namespace marquee::identity
