#include "interfaces/http/basic_credentials.h"

#include <cstdint>

#include "interfaces/http/field_value.h"

namespace marquee::http {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// RFC 4648 (4), with its padding, and no other text for the same bytes; nothing for any other.
std::optional<std::string> from_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0) return std::nullopt;
    std::size_t padding = 0;
    while (padding < 2 && text.ends_with('=')) {
        text.remove_suffix(1);
        ++padding;
    }
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const std::size_t value = kAlphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>((bits >> count) & 0xFFU);
    }
    if ((bits & ((1U << count) - 1)) != 0) return std::nullopt;
    return bytes;
}

}  // namespace

bool has_scheme(std::string_view field, std::string_view scheme) {
    return same_ignoring_case(field.substr(0, field.find(' ')), scheme);
}

std::optional<BasicCredentials> parse_basic(std::string_view field) {
    const std::size_t space = field.find(' ');
    if (!has_scheme(field, "Basic") || space == std::string_view::npos) return std::nullopt;
    const auto text = from_base64(trimmed(field.substr(space)));
    if (!text) return std::nullopt;
    const std::size_t colon = text->find(':');
    if (colon == std::string::npos) return std::nullopt;
    return BasicCredentials{text->substr(0, colon), text->substr(colon + 1)};
}

}  // namespace marquee::http
