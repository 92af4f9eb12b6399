#include "interfaces/json/text_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace marquee::json {
namespace {

/// By character, as most texts are looked through for nothing.
constexpr auto kEscaped = [] {
    std::array<bool, 256> escaped{};
    for (std::size_t c = 0; c < 0x20; ++c) escaped[c] = true;
    escaped['"'] = escaped['\\'] = true;
    return escaped;
}();

bool needs_escape(char c) {
    return kEscaped[static_cast<unsigned char>(c)];
}

}  // namespace

TextWriter& TextWriter::open(char bracket) {
    begin_value();
    text_ += bracket;
    return *this;
}

TextWriter& TextWriter::close(char bracket) {
    text_ += bracket;
    return *this;
}

TextWriter& TextWriter::name(std::string_view text) {
    begin_value();
    add_quoted(text);
    text_ += ':';
    return *this;
}

TextWriter& TextWriter::null() {
    begin_value();
    text_ += "null";
    return *this;
}

TextWriter& TextWriter::text(std::string_view text) {
    begin_value();
    add_quoted(text);
    return *this;
}

TextWriter& TextWriter::text_or_null(const std::optional<std::string>& text) {
    return text ? this->text(*text) : null();
}

TextWriter& TextWriter::number(std::int64_t number) {
    begin_value();
    std::array<char, 24> digits;
    char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    text_.append(digits.data(), end);
    return *this;
}

TextWriter& TextWriter::number(double number) {
    begin_value();
    // Sign, point and zeros included.
    std::array<char, std::numeric_limits<double>::max_exponent10 + 32> digits;
    char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number,
                                    std::chars_format::fixed)
                          .ptr;
    const std::string_view written(digits.data(), static_cast<std::size_t>(end - digits.data()));
    text_ += written;
    if (written.find('.') == std::string_view::npos) text_ += ".0";
    return *this;
}

TextWriter& TextWriter::number_or_null(const std::optional<int>& number) {
    return number ? this->number(std::int64_t{*number}) : null();
}

TextWriter& TextWriter::number_or_null(const std::optional<double>& number) {
    return number ? this->number(*number) : null();
}

/// Two values have a comma between them; nothing else ends in what a value may end in.
void TextWriter::begin_value() {
    if (text_.empty()) return;
    const char last = text_.back();
    if (last != '{' && last != '[' && last != ':') text_ += ',';
}

void TextWriter::add_quoted(std::string_view text) {
    text_ += '"';
    while (true) {
        const auto next = std::ranges::find_if(text, needs_escape);
        text_.append(text.begin(), next);
        if (next == text.end()) break;
        add_escaped(*next);
        text = {next + 1, text.end()};
    }
    text_ += '"';
}

void TextWriter::add_escaped(char c) {
    constexpr std::string_view kPlain = "\"\\\b\f\n\r\t";
    constexpr std::string_view kLetters = "\"\\bfnrt";
    constexpr std::string_view kDigits = "0123456789abcdef";
    text_ += '\\';
    if (const auto letter = kPlain.find(c); letter != std::string_view::npos) {
        text_ += kLetters[letter];
        return;
    }
    const auto code = static_cast<unsigned char>(c);
    text_ += "u00";
    text_ += kDigits[code >> 4];
    text_ += kDigits[code & 0xF];
}

}  // namespace marquee::json
