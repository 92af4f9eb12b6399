#include "domain/shared/text.h"

#include <algorithm>
#include <cstdint>

namespace marquee {
namespace {

constexpr char32_t kBroken = 0xFFFFFFFF;

/// Takes one code point off the front of `text`; kBroken when it is not well-formed (RFC 3629).
char32_t take_code_point(std::string_view& text) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(0);
    if (lead < 0x80) {
        text.remove_prefix(1);
        return lead;
    }
    std::size_t length = 0;
    char32_t point = 0;
    char32_t smallest = 0;
    if ((lead & 0xE0) == 0xC0) {
        length = 2;
        point = lead & 0x1FU;
        smallest = 0x80;
    } else if ((lead & 0xF0) == 0xE0) {
        length = 3;
        point = lead & 0x0FU;
        smallest = 0x800;
    } else if ((lead & 0xF8) == 0xF0) {
        length = 4;
        point = lead & 0x07U;
        smallest = 0x10000;
    }
    if (length == 0 || text.size() < length) return kBroken;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return kBroken;
        point = (point << 6) | (byte(i) & 0x3FU);
    }
    if (point < smallest || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
        return kBroken;
    }
    text.remove_prefix(length);
    return point;
}

bool is_control(char32_t point) {
    return point < 0x20 || (point >= 0x7F && point < 0xA0);
}

bool is_space(char32_t point) {
    return point == ' ' || point == '\n' || point == '\t' || point == 0xA0 || point == 0x1680 ||
           (point >= 0x2000 && point <= 0x200B) || point == 0x2028 || point == 0x2029 ||
           point == 0x202F || point == 0x205F || point == 0x3000 || point == 0xFEFF;
}

}  // namespace

std::optional<std::size_t> code_points(std::string_view text) {
    // Most texts begin, and many end, in ASCII.
    const auto ascii = std::ranges::find_if(text, [](char c) { return (c & 0x80) != 0; });
    auto count = static_cast<std::size_t>(ascii - text.begin());
    for (text.remove_prefix(count); !text.empty(); ++count) {
        if (take_code_point(text) == kBroken) return std::nullopt;
    }
    return count;
}

std::optional<std::string> text_problem(std::string_view text, std::size_t max_code_points,
                                        TextLines lines) {
    std::size_t count = 0;
    bool blank = true;
    while (!text.empty()) {
        const char32_t point = take_code_point(text);
        if (point == kBroken) return "is not valid UTF-8";
        const bool line_character = point == '\n' || point == '\t';
        if (is_control(point) && !(lines == TextLines::many && line_character)) {
            return "must not contain control characters";
        }
        blank = blank && is_space(point);
        ++count;
    }
    if (blank) return "must not be blank";
    if (count > max_code_points) {
        return "must have at most " + std::to_string(max_code_points) + " characters, not " +
               std::to_string(count);
    }
    return std::nullopt;
}

bool is_blank(std::string_view text) {
    while (!text.empty()) {
        if (!is_space(take_code_point(text))) return false;
    }
    return true;
}

bool has_space(std::string_view text) {
    while (!text.empty()) {
        const char32_t point = take_code_point(text);
        if (point == kBroken) return false;
        if (is_space(point)) return true;
    }
    return false;
}

bool is_opaque_name(std::string_view text, std::size_t max_length) {
    const auto allowed = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    };
    return !text.empty() && text.size() <= max_length && text != "." && text != ".." &&
           std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace marquee
