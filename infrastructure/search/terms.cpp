#include "infrastructure/search/terms.h"

#include <algorithm>

#include "infrastructure/search/words.h"

namespace marquee::search {
namespace {

/// In bytes; Xapian takes 245.
constexpr std::size_t kLongest = 200;

class Terms {
public:
    void title(const std::string& title) {
        const Words words = words_of(title);
        whole_title(term::kTitle, words);
        if (const auto rest = without_article(title, words)) {
            whole_title(term::kTitleWithoutArticle, *rest);
            // "L'Avventura" is one word, and so is "Avventura".
            for (const auto& word : rest->list) prefixes(word.text);
        }
        this->words(words);
    }

    void person(const std::string& name) {
        const Words words = words_of(name);
        if (words.list.empty()) return;
        add(term::kName, words.squashed());
        const IndexTerms terms = index_terms(words);
        for (const auto& word : terms.words) add(term::kNameWord, word);
        // Two words joined are the whole name.
        if (words.list.size() == 2) return;
        for (const auto& both : terms.joined) add(term::kJoined, both);
    }

    void words(const Words& words) {
        const IndexTerms terms = index_terms(words);
        for (const auto& word : terms.words) add(term::kWord, word);
        for (const auto& both : terms.joined) add(term::kJoined, both);
        for (const auto& word : words.list) {
            if (word.cjk) continue;
            prefixes(word.text);
            for (const auto& part : word.parts) prefixes(part);
        }
    }

    void add(char kind, std::string_view text) { terms_.insert(make_term(kind, text)); }

    std::set<std::string> take() { return std::move(terms_); }

private:
    void whole_title(char kind, const Words& words) {
        const std::string title = words.squashed();
        if (title.empty()) return;
        add(kind, title);
        for (std::size_t length = 1; length <= kBeginnings; ++length) {
            add(term::kTitleBeginning, beginning(title, length));
        }
    }

    void prefixes(std::string_view word) {
        for (std::size_t length = 1; length <= kPrefixes; ++length) {
            add(term::kPrefix, beginning(word, length));
        }
    }

    std::set<std::string> terms_;
};

}  // namespace

std::string make_term(char kind, std::string_view text) {
    if (text.size() > kLongest) {
        std::size_t end = kLongest;
        while (end > 0 && (text[end] & 0xC0) == 0x80) --end;
        text = text.substr(0, end);
    }
    std::string term(1, kind);
    return term += text;
}

std::set<std::string> terms_of(const TextDocument& document) {
    Terms terms;
    for (const auto& title : document.titles) terms.title(title);
    for (const auto& name : document.people) terms.person(name);
    for (const auto& keyword : document.keywords) terms.words(words_of(keyword));
    if (document.year) terms.add(term::kYear, std::to_string(*document.year));
    return terms.take();
}

}  // namespace marquee::search
