#include "interfaces/json/page_token.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "domain/shared/error.h"

namespace marquee::json {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t kDefaultPageSize = 20;
constexpr std::size_t kMaxPageSize = 100;

/// RFC 4648 (5), without padding.
std::string to_base64url(std::string_view bytes) {
    std::string result;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char byte : bytes) {
        bits = (bits << 8) | static_cast<std::uint8_t>(byte);
        for (count += 8; count >= 6; count -= 6) result += kAlphabet[(bits >> (count - 6)) & 63U];
    }
    if (count > 0) result += kAlphabet[(bits << (6 - count)) & 63U];
    return result;
}

std::string from_base64url(std::string_view text) {
    std::string result;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const std::size_t value = kAlphabet.find(c);
        if (value == std::string_view::npos) refuse_page_token();
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        result += static_cast<char>((bits >> count) & 0xFFU);
    }
    return result;
}

}  // namespace

std::string encode_page_token(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts) text += part + '\n';
    return to_base64url(text);
}

std::vector<std::string> decode_page_token(std::string_view token, std::size_t parts) {
    const std::string text = from_base64url(token);
    std::vector<std::string> result;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = text.find('\n', start);
        if (end == std::string::npos) refuse_page_token();
        result.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    // What was encoded in another way than ours was not given by us.
    if (result.size() != parts || encode_page_token(result) != token) refuse_page_token();
    return result;
}

void refuse_page_token() {
    throw invalid_field("page_token",
                        "is not one that this list gave; leave it out to start from the beginning");
}

std::size_t page_size(const std::optional<std::string>& parameter) {
    if (!parameter) return kDefaultPageSize;
    const std::string& text = *parameter;
    const bool digits = !text.empty() && std::all_of(text.begin(), text.end(),
                                                     [](char c) { return c >= '0' && c <= '9'; });
    std::size_t size = 0;
    if (digits) {
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), size);
        if (parsed.ec == std::errc::result_out_of_range) size = kMaxPageSize;
    }
    if (size == 0) throw invalid_field("page_size", "must be a whole number of at least 1");
    return std::min(size, kMaxPageSize);
}

}  // namespace marquee::json
