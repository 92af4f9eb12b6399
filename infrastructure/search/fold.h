#pragma once

#include <string>
#include <string_view>

namespace marquee::search {

/// The text as it is compared: in lower case, without diacritics and ligatures, full width and
/// other compatible forms as ordinary ones (Unicode's NFKC_Casefold and what it leaves, such as ø,
/// æ and ı), a space before a fraction ("8½" as "8 1/2") and "and" for "&". The voicing marks of
/// kana stay, for they make other letters. Text that is not UTF-8 loses what is not.
std::string fold(std::string_view text);

}  // namespace marquee::search
