#include "tests/support/secret_search.h"

#include <algorithm>
#include <stdexcept>

#include "nlohmann/json.hpp"

namespace marquee::test {
namespace {

/// So many bytes of a needle are looked up.
constexpr std::size_t kKey = 8;
constexpr const char* kUpperHex = "0123456789ABCDEF";
constexpr const char* kLowerHex = "0123456789abcdef";

unsigned byte_of(char c) {
    return static_cast<unsigned char>(c);
}

std::string hex(char c, const char* digits) {
    return {digits[byte_of(c) >> 4], digits[byte_of(c) & 15]};
}

/// `text` with all but letters, digits and `others` as `mark` and two digits.
std::string encoded(std::string_view text, std::string_view others, const std::string& mark,
                    const char* digits) {
    std::string result;
    for (const char c : text) {
        const bool alphanumeric =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        const bool stays = alphanumeric || others.find(c) != others.npos;
        result += stays ? std::string(1, c) : mark + hex(c, digits);
    }
    return result;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

/// What `piece` is in the base64 of anything that has `before` bytes, modulo three, in front of it:
/// without the characters that its neighbours have a part in.
std::string base64_inside(const std::string& piece, std::size_t before) {
    const std::string whole = base64(std::string(before, '\0') + piece);
    const std::size_t start = (before * 8 + 5) / 6;
    return whole.substr(start, (before + piece.size()) * 8 / 6 - start);
}

std::string json_text(const std::string& piece) {
    const std::string quoted = nlohmann::json(piece).dump(-1, ' ', true);
    return quoted.substr(1, quoted.size() - 2);
}

unsigned beginning_of(const char* two) {
    return byte_of(two[0]) << 8 | byte_of(two[1]);
}

}  // namespace

std::string percent_encoded(std::string_view text) {
    return encoded(text, "-._~", "%", kUpperHex);
}

std::string base64(std::string_view bytes) {
    constexpr const char* kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string result;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned group = 0;
        for (std::size_t k = i; k < i + 3; ++k) {
            group = group << 8 | (k < bytes.size() ? byte_of(bytes[k]) : 0);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            const bool padding = i + k > bytes.size();
            result += padding ? '=' : kDigits[group >> (18 - 6 * k) & 63];
        }
    }
    return result;
}

void SecretSearch::add(const std::string& what, std::string_view secret) {
    if (secret.size() < kFewestBytes) throw std::logic_error(what + " is too short to look for");
    ++added_;
    look_for(what, std::string(secret.substr(0, kFewestBytes)));
    look_for(what, std::string(secret.substr(secret.size() - kFewestBytes)));
}

void SecretSearch::look_for(const std::string& what, const std::string& piece) {
    look_for_form(what, piece);
    for (const char* digits : {kUpperHex, kLowerHex}) {
        const std::string percent = encoded(piece, "-._~", "%", digits);
        look_for_form(what + ", percent-encoded", percent);
        look_for_form(what + ", as in a form", replaced(percent, "%20", "+"));
        std::string all;
        for (const char c : piece) all += hex(c, digits);
        look_for_form(what + ", in hexadecimal", all);
    }
    for (std::size_t before = 0; before < 3; ++before) {
        const std::string text = base64_inside(piece, before);
        look_for_form(what + ", in base64", text);
        look_for_form(what + ", in base64url", replaced(replaced(text, "+", "-"), "/", "_"));
    }
    look_for_form(what + ", escaped as in JSON", json_text(piece));
    look_for_form(what + ", escaped as in JSON", replaced(json_text(piece), "/", "\\/"));
    look_for_form(what + ", escaped as in the log",
                  encoded(piece, " !#$%&'()*+,-./:;<=>?@[]^_`{|}~", "\\x", kLowerHex));
}

void SecretSearch::look_for_form(const std::string& finding, const std::string& text) {
    const std::string key = text.substr(0, kKey);
    const auto [first, last] = needles_.equal_range(key);
    const bool known =
        std::any_of(first, last, [&](const auto& entry) { return entry.second.text == text; });
    if (known) return;
    needles_.emplace(key, Needle{finding, text});
    beginnings_.set(beginning_of(text.data()));
}

std::set<std::string> SecretSearch::found_in(std::string_view text) const {
    std::set<std::string> findings;
    const char* bytes = text.data();
    for (std::size_t i = 0; i + kKey <= text.size(); ++i) {
        if (!beginnings_[beginning_of(bytes + i)]) continue;
        const auto [first, last] = needles_.equal_range(std::string(bytes + i, kKey));
        for (auto needle = first; needle != last; ++needle) {
            const auto& [finding, needle_text] = needle->second;
            if (text.substr(i).starts_with(needle_text)) findings.insert(finding);
        }
    }
    return findings;
}

}  // namespace marquee::test
