#include "app/one_line.h"

#include "domain/shared/text.h"

namespace marquee::app {
namespace {

void append_escaped(std::string& line, unsigned char byte) {
    constexpr std::string_view kHex = "0123456789abcdef";
    switch (byte) {
        case '\n':
            line += "\\n";
            return;
        case '\r':
            line += "\\r";
            return;
        case '\t':
            line += "\\t";
            return;
        default:
            line += "\\x";
            line += kHex[byte >> 4];
            line += kHex[byte & 15];
    }
}

}  // namespace

std::string one_line(std::string_view text) {
    const bool valid = code_points(text).has_value();
    std::string line;
    line.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        // U+0080 to U+009F are controls as well, and some terminals obey them.
        const bool c1 = valid && byte == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (c1) {
            append_escaped(line, static_cast<unsigned char>(text[++i]));
        } else if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !valid)) {
            append_escaped(line, byte);
        } else {
            line += text[i];
        }
    }
    return line;
}

}  // namespace marquee::app
