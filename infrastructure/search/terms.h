#pragma once

#include <set>
#include <string>
#include <string_view>

#include "infrastructure/search/text_index.h"

namespace marquee::search {

/// What a term of the index stands for, as its first letter.
namespace term {
/// A whole title, squashed; and one without its leading article.
constexpr char kTitle = 'T';
constexpr char kTitleWithoutArticle = 'U';
/// The first 1 to kBeginnings code points of either.
constexpr char kTitleBeginning = 'B';
/// A word of a title or a keyword; and the first 1 to kPrefixes code points of one. Names have no
/// such prefixes: there are so many names that they would make up half of the index.
constexpr char kWord = 'W';
constexpr char kPrefix = 'P';
/// Two words of a title or a keyword, joined.
constexpr char kJoined = 'J';
constexpr char kYear = 'Y';
/// A person's whole name, squashed; and a word of one.
constexpr char kName = 'N';
constexpr char kNameWord = 'M';
}  // namespace term

/// Whether it stands for a word of a title, keyword or name.
inline bool is_word(std::string_view term) {
    return term.front() == term::kWord || term.front() == term::kNameWord;
}

constexpr std::size_t kBeginnings = 4;
constexpr std::size_t kPrefixes = 3;

/// The term, cut to the length that the index takes.
std::string make_term(char kind, std::string_view text);

/// All terms of the document.
std::set<std::string> terms_of(const TextDocument& document);

}  // namespace marquee::search
