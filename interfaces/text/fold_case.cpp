#include "interfaces/text/fold_case.h"

#include <cstdint>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace marquee {

std::string fold_case(std::string_view text) {
    std::string folded;
    folded.reserve(text.size());
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
        UChar32 point = 0;
        U8_NEXT_OR_FFFD(bytes, i, size, point);
        std::uint8_t letter[U8_MAX_LENGTH];
        std::int32_t length = 0;
        U8_APPEND_UNSAFE(letter, length, u_foldCase(point, U_FOLD_CASE_DEFAULT));
        folded.append(letter, letter + length);
    }
    return folded;
}

}  // namespace marquee
