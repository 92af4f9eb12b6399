#include "interfaces/text/nfc.h"

#include <algorithm>
#include <stdexcept>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>

#include "domain/shared/text.h"

namespace marquee {

std::string to_nfc(std::string text) {
    const auto ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::all_of(text.begin(), text.end(), ascii)) return text;
    // ICU would put U+FFFD in place of what is broken, and hide it so.
    if (!code_points(text)) return text;
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU has no NFC data");
    std::string normalised;
    icu::StringByteSink<std::string> sink(&normalised, static_cast<int32_t>(text.size()));
    nfc->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink,
                       nullptr, status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU could not normalise a text");
    return normalised;
}

}  // namespace marquee
