#include "infrastructure/identity/name_keys.h"

#include <cstdint>
#include <stdexcept>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

#include "domain/shared/error.h"
#include "domain/shared/text.h"

namespace marquee::identity {
namespace {

/// Characters that a key's column takes.
constexpr std::size_t kLongestKey = 255;

void check(UErrorCode status) {
    if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU: ") + u_errorName(status));
}

const icu::Normalizer2* casefold() {
    UErrorCode status = U_ZERO_ERROR;
    const auto* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(status);
    check(status);
    return normalizer;
}

icu::UnicodeString fold(const icu::UnicodeString& text) {
    static const auto* const normalizer = casefold();
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString folded = normalizer->normalize(text, status);
    check(status);
    return folded;
}

const USpoofChecker* open_checker() {
    UErrorCode status = U_ZERO_ERROR;
    const USpoofChecker* checker = uspoof_open(&status);
    check(status);
    return checker;
}

icu::UnicodeString skeleton_of(const icu::UnicodeString& text) {
    // Never closed: it is needed until the end.
    static const USpoofChecker* const checker = open_checker();
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString skeleton;
    uspoof_getSkeletonUnicodeString(checker, 0, text, skeleton, &status);
    check(status);
    return skeleton;
}

std::string utf8(const icu::UnicodeString& text) {
    std::string result;
    text.toUTF8String(result);
    return result;
}

bool all_visible(const icu::UnicodeString& text) {
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 point = text.char32At(i);
        if (!u_isgraph(point) || u_hasBinaryProperty(point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) {
            return false;
        }
    }
    return true;
}

}  // namespace

NameKeys keys_of(const AccountName& name) {
    const auto folded = fold(icu::UnicodeString::fromUTF8(name.text()));
    // Some letters look like capitals, as 0 does like O, so that is folded once more.
    return {utf8(folded), utf8(fold(skeleton_of(folded)))};
}

void require_storable(const AccountName& name, const NameKeys& keys) {
    if (!all_visible(icu::UnicodeString::fromUTF8(name.text()))) {
        throw invalid_field("name", "must not contain characters that can't be seen");
    }
    for (const auto& key : {keys.folded, keys.skeleton}) {
        if (key.empty() || code_points(key).value() > kLongestKey) {
            throw invalid_field("name", "must not contain characters that stand for many others");
        }
    }
}

}  // namespace marquee::identity
