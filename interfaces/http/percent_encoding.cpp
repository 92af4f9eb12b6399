#include "interfaces/http/percent_encoding.h"

#include <algorithm>
#include <charconv>

#include "domain/shared/text.h"

namespace marquee::http {

std::optional<std::string> percent_decoded(std::string_view text, Plus plus) {
    std::string decoded;
    decoded.reserve(text.size());
    const auto stands_for_itself = [&](char c) {
        return c != '%' && (c != '+' || plus != Plus::space);
    };
    const auto coded = std::ranges::find_if_not(text, stands_for_itself);
    decoded.assign(text.begin(), coded);
    for (std::size_t i = decoded.size(); i < text.size(); ++i) {
        if (text[i] == '+' && plus == Plus::space) {
            decoded += ' ';
        } else if (text[i] != '%') {
            decoded += text[i];
        } else {
            if (text.size() - i < 3) return std::nullopt;
            unsigned byte = 0;
            const char* end = text.data() + i + 3;
            const auto [stop, error] = std::from_chars(text.data() + i + 1, end, byte, 16);
            if (error != std::errc() || stop != end) return std::nullopt;
            decoded += static_cast<char>(byte);
            i += 2;
        }
    }
    if (!code_points(decoded)) return std::nullopt;
    return decoded;
}

}  // namespace marquee::http
