#include "interfaces/http/token_masking.h"

#include <algorithm>
#include <array>

namespace marquee::http {
namespace {

/// An API key, a refresh token, the secret of a service, and what every JWT begins with.
constexpr std::array<std::string_view, 4> kPrefixes{"mqk_", "mqr_", "mqs_", "eyJ"};
/// Shorter ones have no room for a secret, and may well be ids.
constexpr std::size_t kFewest = 40;
constexpr std::size_t kShown = 4;
constexpr std::string_view kCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

bool is_token(std::string_view word) {
    if (word.size() < kFewest) return false;
    return word.starts_with("mq") || std::count(word.begin(), word.end(), '.') >= 2;
}

}  // namespace

std::string without_tokens(std::string_view text) {
    std::string result(text);
    for (const auto prefix : kPrefixes) {
        for (auto at = result.find(prefix); at != result.npos; at = result.find(prefix, at + 1)) {
            const auto end = std::min(result.find_first_not_of(kCharacters, at), result.size());
            if (!is_token(std::string_view(result).substr(at, end - at))) continue;
            result.replace(at + kShown, end - at - kShown, "***");
        }
    }
    return result;
}

}  // namespace marquee::http
