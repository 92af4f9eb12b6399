#include "infrastructure/search/words.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>
#include <utility>

#include "infrastructure/search/fold.h"

namespace marquee::search {
namespace {

/// Those that titles of the languages of most films begin with. None that is a word of English by
/// itself, but for "a", "die", "den" and the like, which lose nothing: whole titles are kept too.
constexpr std::array<std::string_view, 37> kArticles{
    "the", "a",   "an",  "le", "la",  "les", "un",  "une", "el",  "los", "las",  "unos", "unas",
    "il",  "lo",  "gli", "i",  "uno", "una", "der", "die", "das", "ein", "eine", "den",  "det",
    "de",  "het", "een", "en", "ett", "et",  "o",   "os",  "as",  "um",  "uma"};

/// Code points of a title that its order goes by. Folding can make a title 18 times as long, and a
/// key has its place in page tokens.
constexpr std::size_t kTitleKey = 200;

bool is_apostrophe(UChar32 c) {
    return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0x00B4 || c == '`';
}

bool is_word_character(UChar32 c) {
    if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    constexpr std::uint32_t kMask = U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK;
    return (U_GET_GC_MASK(c) & kMask) != 0;
}

/// Whether the character belongs to a script that is written without spaces between words, or, as
/// Korean, found by parts of words.
bool is_cjk(UChar32 c) {
    if (c < 0x1100) return false;
    // The sign for a long vowel, which is common to two scripts.
    if (c == 0x30FC) return true;
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(c, &status);
    return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA ||
           script == USCRIPT_HANGUL || script == USCRIPT_BOPOMOFO;
}

void append(std::string& text, UChar32 c) {
    std::array<std::uint8_t, 4> bytes{};
    std::size_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, c);
    text.append(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
}

/// Puts words together character by character.
class Splitter {
public:
    void take(UChar32 c) {
        if (is_apostrophe(c)) {
            // Only within a word; what follows decides.
            if (!word_.text.empty() && !word_.cjk) apostrophe_ = true;
            return;
        }
        if (!is_word_character(c)) {
            end_word();
            attached_ = attached_ && u_isUWhiteSpace(c) == 0;
            return;
        }
        const bool cjk = is_cjk(c);
        if (!word_.text.empty() && cjk != word_.cjk) end_word();
        if (apostrophe_) split_part();
        if (word_.text.empty()) word_.attached = attached_;
        attached_ = true;
        word_.cjk = cjk;
        append(word_.text, c);
        append(part_, c);
    }

    Words finish() {
        end_word();
        return std::move(words_);
    }

private:
    void split_part() {
        keep_part();
        has_parts_ = true;
        apostrophe_ = false;
    }

    void keep_part() {
        if (length_of(part_) >= 2) word_.parts.push_back(part_);
        part_.clear();
    }

    void end_word() {
        if (!word_.text.empty()) {
            keep_part();
            if (!has_parts_) word_.parts.clear();
            words_.list.push_back(std::move(word_));
        }
        word_ = {};
        part_.clear();
        has_parts_ = false;
        apostrophe_ = false;
    }

    Words words_;
    Words::Word word_;
    std::string part_;
    bool apostrophe_ = false;
    bool has_parts_ = false;
    /// No space since the last word.
    bool attached_ = false;
};

/// Calls `use` with each code point of the text; what is not UTF-8 is passed over.
template <class F>
void each_code_point(std::string_view text, F&& use) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto length = static_cast<int32_t>(text.size());
    for (int32_t i = 0; i < length;) {
        UChar32 c = 0;
        U8_NEXT(bytes, i, length, c);
        if (c >= 0) use(c);
    }
}

/// Two neighbours as they are found when nothing is typed between them.
std::string joined(const Words::Word& first, const Words::Word& second) {
    if (!first.cjk || !second.cjk) return first.text + second.text;
    std::size_t last = first.text.size() - 1;
    while (last > 0 && (first.text[last] & 0xC0) == 0x80) --last;
    return first.text.substr(last) + std::string(beginning(second.text, 1));
}

bool is_single(const Words::Word& word) {
    return !word.cjk && length_of(word.text) == 1;
}

}  // namespace

std::string Words::squashed() const {
    std::string text;
    for (const auto& word : list) text += word.text;
    return text;
}

Words words_of(std::string_view text) {
    Splitter splitter;
    const std::string folded = fold(text);
    each_code_point(folded, [&](UChar32 c) { splitter.take(c); });
    return splitter.finish();
}

std::optional<Words> without_article(std::string_view text, const Words& words) {
    if (words.list.empty()) return std::nullopt;
    const std::string folded = fold(text);
    const std::string& first = words.list.front().text;
    Words rest = words;
    // "L'Avventura" is one word.
    if (folded.size() > 2 && (folded[0] == 'l' || folded[0] == 'd') && folded[1] != first[1] &&
        !words.list.front().parts.empty()) {
        rest.list.front().text = first.substr(1);
        return rest;
    }
    if (words.list.size() < 2 || std::ranges::find(kArticles, first) == kArticles.end()) {
        return std::nullopt;
    }
    // "A.I." has no article, and "I, Robot" none either.
    const auto at = folded.find(first);
    const auto end = at + first.size();
    if (at == std::string::npos || end >= folded.size() || folded[end] != ' ') return std::nullopt;
    rest.list.erase(rest.list.begin());
    return rest;
}

std::string title_key(std::string_view title) {
    const Words words = words_of(title);
    std::string key;
    for (const auto& word : without_article(title, words).value_or(words).list) {
        key += (key.empty() ? "" : " ") + word.text;
    }
    // One of signs alone comes first, by them.
    if (key.empty()) key = " " + fold(title);
    return std::string(beginning(key, kTitleKey));
}

std::vector<std::string> cjk_pieces(std::string_view run) {
    std::vector<std::string> pieces;
    std::string last;
    each_code_point(run, [&](UChar32 c) {
        std::string character;
        append(character, c);
        pieces.push_back(character);
        if (!last.empty()) pieces.push_back(last + character);
        last = std::move(character);
    });
    return pieces;
}

IndexTerms index_terms(const Words& words) {
    IndexTerms terms;
    std::string singles;
    std::size_t single_count = 0;
    const auto end_singles = [&] {
        if (single_count > 2) terms.words.push_back(singles);
        singles.clear();
        single_count = 0;
    };
    for (std::size_t i = 0; i < words.list.size(); ++i) {
        const auto& word = words.list[i];
        if (word.cjk) {
            for (auto& piece : cjk_pieces(word.text)) terms.words.push_back(std::move(piece));
        } else {
            terms.words.push_back(word.text);
            terms.words.insert(terms.words.end(), word.parts.begin(), word.parts.end());
        }
        if (i > 0) {
            const auto& before = words.list[i - 1];
            const bool one_word = word.attached || (word.cjk && before.cjk);
            (one_word ? terms.words : terms.joined).push_back(joined(before, word));
        }
        if (is_single(word)) {
            singles += word.text;
            ++single_count;
        } else {
            end_singles();
        }
    }
    end_singles();
    return terms;
}

std::size_t length_of(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string_view beginning(std::string_view text, std::size_t count) {
    std::size_t at = 0;
    while (at < text.size() && count > 0) {
        ++at;
        while (at < text.size() && (text[at] & 0xC0) == 0x80) ++at;
        --count;
    }
    return text.substr(0, at);
}

}  // namespace marquee::search
