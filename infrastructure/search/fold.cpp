#include "infrastructure/search/fold.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>
#include <utility>

namespace marquee::search {
namespace {

const icu::Normalizer2& checked(const icu::Normalizer2* normalizer, UErrorCode status) {
    if (U_FAILURE(status) != 0 || normalizer == nullptr) {
        throw std::runtime_error(std::string("ICU has no normalizer: ") + u_errorName(status));
    }
    return *normalizer;
}

const icu::Normalizer2& casefold() {
    UErrorCode status = U_ZERO_ERROR;
    static const auto& normalizer =
        checked(icu::Normalizer2::getNFKCCasefoldInstance(status), status);
    return normalizer;
}

const icu::Normalizer2& decompose() {
    UErrorCode status = U_ZERO_ERROR;
    static const auto& normalizer = checked(icu::Normalizer2::getNFDInstance(status), status);
    return normalizer;
}

const icu::Normalizer2& compose() {
    UErrorCode status = U_ZERO_ERROR;
    static const auto& normalizer = checked(icu::Normalizer2::getNFCInstance(status), status);
    return normalizer;
}

icu::UnicodeString normalized(const icu::Normalizer2& normalizer, const icu::UnicodeString& text) {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString result = normalizer.normalize(text, status);
    if (U_FAILURE(status) != 0) throw std::runtime_error(u_errorName(status));
    return result;
}

/// Letters that have no decomposition, and what people type for them.
constexpr std::array<std::pair<char16_t, const char16_t*>, 22> kLetters{{
    {u'æ', u"ae"}, {u'ð', u"d"}, {u'ø', u"o"}, {u'þ', u"th"}, {u'đ', u"d"},  {u'ħ', u"h"},
    {u'ı', u"i"},  {u'ĸ', u"k"}, {u'ł', u"l"}, {u'ŋ', u"n"},  {u'œ', u"oe"}, {u'ŧ', u"t"},
    {u'ƀ', u"b"},  {u'ɖ', u"d"}, {u'ə', u"e"}, {u'ɨ', u"i"},  {u'ɫ', u"l"},  {u'ʉ', u"u"},
    {u'ʻ', u"'"},  {u'ʼ', u"'"}, {u'ʾ', u"'"}, {u'ʿ', u"'"},
}};

bool is_diacritic(char16_t unit) {
    return unit >= 0x0300 && unit <= 0x036F;
}

/// A vulgar fraction: one character for "1/2".
bool is_fraction(char16_t unit) {
    return (unit >= 0xBC && unit <= 0xBE) || (unit >= 0x2150 && unit <= 0x215E) || unit == 0x2189;
}

icu::UnicodeString with_fractions_apart(const icu::UnicodeString& text) {
    icu::UnicodeString result;
    for (int32_t i = 0; i < text.length(); ++i) {
        if (is_fraction(text[i])) result.append(u' ');
        result.append(text[i]);
    }
    return result;
}

icu::UnicodeString plain(const icu::UnicodeString& text) {
    icu::UnicodeString result;
    for (int32_t i = 0; i < text.length(); ++i) {
        const char16_t unit = text[i];
        if (is_diacritic(unit)) continue;
        const auto letter =
            std::ranges::find(kLetters, unit, [](auto& pair) { return pair.first; });
        if (letter != kLetters.end()) {
            result.append(letter->second);
        } else {
            result.append(unit);
        }
    }
    return result;
}

std::string with_and(const std::string& text) {
    std::string result;
    result.reserve(text.size());
    for (const char c : text) {
        if (c == '&') {
            result += " and ";
        } else {
            result += c;
        }
    }
    return result;
}

}  // namespace

std::string fold(std::string_view text) {
    const bool ascii = std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; });
    std::string folded;
    if (ascii) {
        // Nearly all of a catalogue's text: ICU would take ten times as long.
        folded = text;
        for (char& c : folded) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        }
    } else {
        auto letters = icu::UnicodeString::fromUTF8(
            icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
        letters = normalized(casefold(), with_fractions_apart(letters));
        letters = plain(normalized(decompose(), letters));
        normalized(compose(), letters).toUTF8String(folded);
    }
    return folded.find('&') == std::string::npos ? folded : with_and(folded);
}

}  // namespace marquee::search
