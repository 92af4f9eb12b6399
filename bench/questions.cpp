#include "bench/questions.h"

#include <algorithm>

namespace marquee::bench {
namespace {

std::string encoded(const std::string& text) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
            result += c;
        } else {
            result += {'%', kDigits[byte >> 4], kDigits[byte & 15U]};
        }
    }
    return result;
}

/// Where the character at or before `at` begins.
std::size_t character_start(const std::string& text, std::size_t at) {
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
    return at;
}

/// Two neighbouring letters in the wrong order.
std::string mistyped(std::string text, std::uint64_t& state) {
    const bool ascii = std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; });
    if (!ascii || text.size() < 5) return text;
    const std::size_t at = 1 + next_random(state) % (text.size() - 3);
    std::swap(text[at], text[at + 1]);
    return text;
}

}  // namespace

std::string Questions::list() {
    const auto& genres = GeneratedCatalogue::genres();
    const auto& genre = genres[next_random(state_) % 10];
    const auto year = 1950 + next_random(state_) % 60;
    const auto votes = 1 + next_random(state_) % 20;
    return "/v1/movies?genre=" + encoded(genre) + "&year_from=" + std::to_string(year) +
           "&min_votes=" + std::to_string(votes) + "&sort=-rating";
}

std::string Questions::title_words() {
    const auto movie = static_cast<std::int64_t>(next_random(state_) %
                                                 static_cast<std::uint64_t>(catalogue_.size()));
    return catalogue_.description(movie).title;
}

std::string Questions::word() {
    const std::string title = title_words();
    const auto end = title.find(' ');
    return title.substr(0, end);
}

std::string Questions::suggest_word() {
    return "/v1/suggest?q=" + encoded(word());
}

std::string Questions::search() {
    std::string text;
    switch (next_random(state_) % 6) {
        case 0:
            text = title_words();
            break;
        case 1:
            text = mistyped(title_words(), state_);
            break;
        case 2:
            text = title_words();
            text.resize(character_start(text, text.size() - text.size() / 3));
            break;
        case 3:
            text = word();
            break;
        case 4:
            text = catalogue_.person(next_random(state_) % catalogue_.people());
            break;
        default:
            // Two words that need not be in one title.
            text = word() + " " + catalogue_.word(catalogue_.word_rank(next_fraction(state_)));
    }
    return "/v1/movies?q=" + encoded(text);
}

std::string Questions::suggest() {
    if (shown_ >= std::min<std::size_t>(typed_.size(), 12)) {
        typed_ = title_words();
        shown_ = 0;
    }
    do {
        ++shown_;
    } while (shown_ < typed_.size() &&
             (static_cast<unsigned char>(typed_[shown_]) & 0xC0U) == 0x80U);
    return "/v1/suggest?q=" + encoded(typed_.substr(0, shown_));
}

}  // namespace marquee::bench
