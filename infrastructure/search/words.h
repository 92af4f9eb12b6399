#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace marquee::search {

/// A text taken apart into words. A run of Chinese, Japanese or Korean script, which is written
/// without spaces, counts as one word.
struct Words {
    struct Word {
        std::string text;
        bool cjk = false;
        /// There is no space between it and the word before: "man" of "Spider-Man".
        bool attached = false;
        /// The parts around its apostrophes, of two letters or more: "ocean" of "oceans".
        std::vector<std::string> parts;
    };
    std::vector<Word> list;

    /// All letters and digits, with nothing between them.
    std::string squashed() const;
};

/// The words of the text, folded. Letters, digits and marks of any script make words, apostrophes
/// within them count for nothing, and all else separates.
Words words_of(std::string_view text);

/// The words without the article ("the", "der", "l'") that they begin with; nothing when they begin
/// with none, or have nothing else. `text` is what `words` were taken from.
std::optional<Words> without_article(std::string_view text, const Words& words);

/// What a movie with that title is found by in the order of titles: folded, without leading
/// article, one space between words; its first 200 code points.
std::string title_key(std::string_view title);

/// What a document with this text is found by.
struct IndexTerms {
    /// Its words and their parts, neighbours joined that have no space between them ("spiderman"
    /// for "Spider-Man"), single letters in a row joined ("swat"), and of scripts without spaces
    /// each character and each two neighbours.
    std::vector<std::string> words;
    /// Neighbours joined that have a space between them: "starwars".
    std::vector<std::string> joined;
};
IndexTerms index_terms(const Words& words);

/// The single characters and the pairs of neighbours of a run without spaces.
std::vector<std::string> cjk_pieces(std::string_view run);

/// How many code points the (valid) text has, and its first `count`.
std::size_t length_of(std::string_view text);
std::string_view beginning(std::string_view text, std::size_t count);

}  // namespace marquee::search
