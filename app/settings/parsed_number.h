#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace marquee::app {

/// The whole text as a number, in decimal and without a plus sign or spaces; else nothing.
template <class Number>
std::optional<Number> parsed_number(std::string_view text) {
    Number value{};
    const char* end = text.data() + text.size();
    const auto [rest, failure] = std::from_chars(text.data(), end, value);
    if (failure != std::errc() || rest != end) return std::nullopt;
    return value;
}

}  // namespace marquee::app
