#include "interfaces/import/movielens_title.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace marquee::movielens {
namespace {

constexpr std::array<std::string_view, 3> kEnglishArticles{"The", "A", "An"};
/// "Da" is one film's "The": Da Hip Hop Witch.
constexpr auto kOtherArticles = std::to_array<std::string_view>({
    "Le",  "La", "Les", "L'",  "L’",  "Un",  "Une", "Il",  "Lo",   "I",   "Gli", "Uno",
    "Una", "El", "Los", "Las", "Der", "Die", "Das", "Ein", "Eine", "Den", "Det", "De",
    "En",  "Et", "Ett", "Het", "O",   "Os",  "As",  "Um",  "Uma",  "Da",
});

template <typename Range>
bool contains(const Range& range, std::string_view text) {
    return std::find(range.begin(), range.end(), text) != range.end();
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_number(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

/// Without spaces at the ends, and with single ones between words.
std::string tidy(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c != ' ' || (!result.empty() && result.back() != ' ')) result.push_back(c);
    }
    if (!result.empty() && result.back() == ' ') result.pop_back();
    return result;
}

/// The article that ends `title` after a comma; empty when there is none.
std::string_view trailing_article(std::string_view title) {
    const auto comma = title.rfind(", ");
    if (comma == std::string_view::npos || comma == 0) return {};
    const std::string_view last = title.substr(comma + 2);
    return contains(kEnglishArticles, last) || contains(kOtherArticles, last) ? last
                                                                              : std::string_view();
}

/// "1994", "2006–2007" and "1994-" are years: their first one.
std::optional<int> parse_year(std::string_view text) {
    constexpr std::size_t kDigits = 4;
    if (text.size() < kDigits || !is_number(text.substr(0, kDigits))) return std::nullopt;
    std::string_view rest = text.substr(kDigits);
    if (!rest.empty()) {
        constexpr auto kDashes = std::to_array<std::string_view>({"-", "–", "—"});
        const auto dash = std::find_if(kDashes.begin(), kDashes.end(),
                                       [&](auto each) { return rest.starts_with(each); });
        if (dash == kDashes.end()) return std::nullopt;
        rest.remove_prefix(dash->size());
        if (!rest.empty() && !(rest.size() == kDigits && is_number(rest))) return std::nullopt;
    }
    int year = 0;
    for (const char c : text.substr(0, kDigits)) year = year * 10 + (c - '0');
    return year;
}

/// A text that ends in parentheses, in two.
struct Parenthesised {
    std::string_view before;
    std::string_view inside;
};

/// Splits off the parentheses that end `text`, if they stand apart from a word before them.
/// `text` is tidy.
std::optional<Parenthesised> split_parentheses(std::string_view text) {
    if (!text.ends_with(')')) return std::nullopt;
    int depth = 0;
    for (std::size_t i = text.size(); i-- > 0;) {
        if (text[i] == ')') ++depth;
        if (text[i] != '(' || --depth > 0) continue;
        if (i < 2 || text[i - 1] != ' ' || i + 2 == text.size()) return std::nullopt;
        return Parenthesised{text.substr(0, i - 1), text.substr(i + 1, text.size() - i - 2)};
    }
    return std::nullopt;
}

bool is_roman(std::string_view text) {
    return !text.empty() && text.find_first_not_of("IVX, ") == std::string_view::npos;
}

/// "Part 2", "vol. IV of ..."
bool is_part(const std::string& inside) {
    constexpr auto kParts = std::to_array<std::string_view>(
        {"part ", "pt. ", "vol. ", "volume ", "chapter ", "episode "});
    for (const auto part : kParts) {
        if (inside.starts_with(part)) return true;
    }
    return inside.ends_with(" sequence");
}

/// Whether the parentheses belong to the title before them rather than hold another one.
bool belongs_to_title(const Parenthesised& split) {
    // The channel that showed it.
    constexpr auto kChannels = std::to_array<std::string_view>({"EPIX", "HBO", "TV"});
    const std::string inside = lower(split.inside);
    const std::string before = lower(split.before);
    return is_roman(split.inside) || is_part(inside) || contains(kChannels, split.inside) ||
           split.inside.starts_with("and ") || split.inside.starts_with("et ") ||
           before.ends_with(':') || before.ends_with(" or") || before.ends_with(" and");
}

/// What follows "a.k.a. ", which the data spells in several ways; nothing when `inside` does not
/// start so.
std::optional<std::string_view> also_known_as(std::string_view inside) {
    constexpr auto kMarks = std::to_array<std::string_view>({"a.k.a. ", "a.k.a ", "aka ", "aka: "});
    const std::string start = lower(inside);
    for (const auto mark : kMarks) {
        if (start.starts_with(mark)) return inside.substr(mark.size());
    }
    return std::nullopt;
}

void add_alternative(Title& title, std::string text) {
    if (text.empty() || text == title.title || text == title.original_title) return;
    if (contains(title.alternative_titles, text)) return;
    title.alternative_titles.push_back(std::move(text));
}

void add_other_titles(Title& title, const std::vector<std::string_view>& others) {
    const auto is_alternative = [](std::string_view inside) {
        return also_known_as(inside) || contains(kEnglishArticles, trailing_article(inside));
    };
    const auto original = std::find_if_not(others.begin(), others.end(), is_alternative);
    if (original != others.end()) {
        std::string text = move_article_to_front(*original);
        if (text != title.title) title.original_title = std::move(text);
    }
    for (auto other = others.begin(); other != others.end(); ++other) {
        if (other == original) continue;
        add_alternative(title, move_article_to_front(also_known_as(*other).value_or(*other)));
    }
}

}  // namespace

std::string move_article_to_front(std::string_view title) {
    if (const std::string_view article = trailing_article(title); !article.empty()) {
        const std::string_view rest = title.substr(0, title.size() - article.size() - 2);
        const bool joined = article.ends_with("'") || article.ends_with("’");
        return std::string(article) + (joined ? "" : " ") + std::string(rest);
    }
    // "Crow, The: Wicked Prayer".
    const auto colon = title.find(": ");
    if (colon != std::string_view::npos && !trailing_article(title.substr(0, colon)).empty()) {
        return move_article_to_front(title.substr(0, colon)) + std::string(title.substr(colon));
    }
    // "L' Assedio" is how the data writes an article that is in front already.
    return title.starts_with("L' ") ? "L'" + std::string(title.substr(3)) : std::string(title);
}

Title parse_title(std::string_view text) {
    const std::string tidied = tidy(text);
    std::string_view rest = tidied;
    Title title;
    if (const auto split = split_parentheses(rest)) {
        title.year = parse_year(split->inside);
        if (title.year) rest = split->before;
    }
    std::vector<std::string_view> others;
    auto split = split_parentheses(rest);
    for (; split && !belongs_to_title(*split); split = split_parentheses(rest)) {
        others.insert(others.begin(), split->inside);
        rest = split->before;
    }
    const std::string_view kept = split ? rest.substr(split->before.size()) : std::string_view();
    rest.remove_suffix(kept.size());
    title.title = move_article_to_front(rest) + std::string(kept);
    add_other_titles(title, others);
    return title;
}

}  // namespace marquee::movielens
