#include "interfaces/json/page_signer.h"

#include <array>
#include <sodium.h>
#include <stdexcept>
#include <utility>
#include <vector>

#include "interfaces/json/page_token.h"

namespace marquee::json {
namespace {

constexpr std::size_t kSignature = crypto_generichash_BYTES_MIN;
constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

void add(crypto_generichash_state& state, std::string_view text) {
    // Behind its length, so that two texts can't be cut apart in another way.
    const std::string length = std::to_string(text.size()) + ":";
    for (const std::string_view part : {std::string_view(length), text}) {
        crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                                  part.size());
    }
}

}  // namespace

PageSigner::PageSigner(std::string secret) : secret_(std::move(secret)) {
    if (secret_.size() != crypto_generichash_KEYBYTES) {
        throw std::invalid_argument("a secret for page tokens has 32 bytes");
    }
    if (sodium_init() < 0) throw std::runtime_error("libsodium can't be used");
}

std::string PageSigner::sign(std::string_view content, std::string_view list) const {
    const std::string bytes = signature(content, list) + std::string(content);
    std::string token(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
    sodium_bin2base64(token.data(), token.size(),
                      reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), kVariant);
    token.pop_back();  // The NUL at its end.
    return token;
}

std::string PageSigner::verify(std::string_view token, std::string_view list) const {
    std::string bytes(token.size(), '\0');
    std::size_t size = 0;
    const char* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                          token.data(), token.size(), nullptr, &size, &end, kVariant) != 0 ||
        end != token.data() + token.size() || size < kSignature) {
        refuse_page_token();
    }
    bytes.resize(size);
    std::string content = bytes.substr(kSignature);
    const std::string expected = signature(content, list);
    if (sodium_memcmp(bytes.data(), expected.data(), kSignature) != 0) refuse_page_token();
    return content;
}

std::string PageSigner::signature(std::string_view content, std::string_view list) const {
    crypto_generichash_state state;
    crypto_generichash_init(&state, reinterpret_cast<const unsigned char*>(secret_.data()),
                            secret_.size(), kSignature);
    add(state, content);
    add(state, list);
    std::array<unsigned char, kSignature> hash{};
    crypto_generichash_final(&state, hash.data(), hash.size());
    return {hash.begin(), hash.end()};
}

}  // namespace marquee::json
