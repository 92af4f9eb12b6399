#include "infrastructure/search/text_query.h"

#include <algorithm>
#include <optional>

#include "infrastructure/search/terms.h"
#include "infrastructure/search/words.h"

namespace marquee::search {
namespace {

using Xapian::Query;

constexpr std::size_t kMostWords = 24;
/// Words that an unfinished one may become, the most frequent first, and titles that may begin with
/// what is typed.
constexpr Xapian::termcount kMostEndings = 200;
/// Words that a mistyped one may be.
constexpr std::size_t kMostSimilar = 40;
constexpr std::size_t kMostSimilarBeginnings = 80;
/// With fewer documents than that, typing errors are considered.
constexpr Xapian::doccount kEnough = 5;

Query query_of(char kind, std::string_view text) {
    return Query(make_term(kind, text));
}

Query any_of(const std::vector<Query>& queries) {
    return Query(Query::OP_OR, queries.begin(), queries.end());
}

Query all_of(const std::vector<Query>& queries) {
    return Query(Query::OP_AND, queries.begin(), queries.end());
}

/// A word, wherever words are.
std::vector<Query> exactly(std::string_view word) {
    return {query_of(term::kWord, word), query_of(term::kJoined, word),
            query_of(term::kNameWord, word), query_of(term::kName, word)};
}

Query endings_of(char kind, std::string_view word) {
    return {Query::OP_WILDCARD, make_term(kind, word), kMostEndings,
            Query::WILDCARD_LIMIT_MOST_FREQUENT, Query::OP_OR};
}

bool is_year(const std::string& word) {
    return word.size() == 4 &&
           std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

/// A text that was typed, taken apart.
struct Typed {
    explicit Typed(std::string_view text) : words(words_of(text)) {
        if (words.list.size() > kMostWords) words.list.resize(kMostWords);
        without = without_article(text, words);
    }

    /// As typed, and without article.
    Words words;
    std::optional<Words> without;

    const std::vector<Words::Word>& wanted() const { return without ? without->list : words.list; }
};

Query whole_title(const std::string& title) {
    return query_of(term::kTitle, title);
}

Query title_but_article(const Typed& typed) {
    const std::string full = typed.words.squashed();
    std::vector<Query> titles{query_of(term::kTitleWithoutArticle, full)};
    if (typed.without) {
        const std::string rest = typed.without->squashed();
        titles.push_back(query_of(term::kTitle, rest));
        titles.push_back(query_of(term::kTitleWithoutArticle, rest));
    }
    // "Solaris 1972".
    const std::string& last = typed.words.list.back().text;
    if (typed.words.list.size() > 1 && is_year(last)) {
        const std::string title = full.substr(0, full.size() - last.size());
        titles.push_back(all_of(
            {any_of({query_of(term::kTitle, title), query_of(term::kTitleWithoutArticle, title)}),
             query_of(term::kYear, last)}));
    }
    return any_of(titles);
}

Query cjk_query(const std::string& run) {
    std::vector<Query> pieces;
    const bool single = length_of(run) == 1;
    for (const auto& piece : cjk_pieces(run)) {
        if (single || length_of(piece) > 1) pieces.push_back(any_of(exactly(piece)));
    }
    return all_of(pieces);
}

/// What words are found by besides themselves: joined with a neighbour, and single letters in a
/// row all joined.
std::vector<std::vector<std::string>> joined_words(const std::vector<Words::Word>& words) {
    std::vector<std::vector<std::string>> joined(words.size());
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (words[i].cjk || words[i + 1].cjk) continue;
        const std::string both = words[i].text + words[i + 1].text;
        joined[i].push_back(both);
        joined[i + 1].push_back(both);
    }
    for (std::size_t begin = 0; begin < words.size();) {
        std::size_t end = begin;
        std::string letters;
        while (end < words.size() && !words[end].cjk && length_of(words[end].text) == 1) {
            letters += words[end++].text;
        }
        if (end - begin > 2) {
            for (auto i = begin; i < end; ++i) joined[i].push_back(letters);
        }
        begin = std::max(end, begin + 1);
    }
    return joined;
}

bool finds_enough(const Xapian::Database& database, const Query& query) {
    Xapian::Enquire enquire(database);
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.set_query(query);
    return enquire.get_mset(0, kEnough).size() >= kEnough;
}

}  // namespace

TextQuery::TextQuery(const Xapian::Database& database, const Vocabulary& vocabulary)
    : database_(database), vocabulary_(vocabulary) {}

std::vector<Query> TextQuery::tiers(std::string_view text) const {
    const Typed typed(text);
    if (typed.words.list.empty()) return {};
    std::vector<Query> beginnings{title_beginning(typed.words.squashed())};
    if (typed.without) beginnings.push_back(title_beginning(typed.without->squashed()));
    std::vector<Query> tiers{whole_title(typed.words.squashed()), title_but_article(typed),
                             any_of(beginnings)};

    const auto& words = typed.wanted();
    const auto joined = joined_words(words);
    const auto all_words = [&](bool with_errors) {
        std::vector<Query> parts;
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (words[i].cjk) {
                parts.push_back(cjk_query(words[i].text));
                continue;
            }
            const bool last = i + 1 == words.size();
            std::vector<Query> ways{word(words[i].text, last, with_errors)};
            for (const auto& text_of_both : joined[i]) {
                ways.push_back(word(text_of_both, last, with_errors));
            }
            parts.push_back(any_of(ways));
        }
        return all_of(parts);
    };
    tiers.push_back(all_words(false));
    const Query without_errors = any_of(tiers);
    if (!finds_enough(database_, without_errors)) tiers.push_back(all_words(true));

    Query earlier = tiers.front();
    for (std::size_t i = 1; i < tiers.size(); ++i) {
        const Query here = tiers[i];
        tiers[i] = Query(Query::OP_AND_NOT, here, earlier);
        earlier = Query(Query::OP_OR, earlier, here);
    }
    return tiers;
}

Query TextQuery::word(const std::string& text, bool last, bool with_errors) const {
    std::vector<Query> ways = exactly(text);
    if (is_year(text)) ways.push_back(query_of(term::kYear, text));
    if (last) {
        ways.push_back(length_of(text) <= kPrefixes ? query_of(term::kPrefix, text)
                                                    : endings_of(term::kWord, text));
        ways.push_back(endings_of(term::kNameWord, text));
    }
    if (with_errors) ways.push_back(similar_words(text, last));
    return any_of(ways);
}

Query TextQuery::similar_words(const std::string& text, bool last) const {
    const std::size_t length = length_of(text);
    if (length < 4) return Query();
    // What begins like four letters but one may be anything.
    last = last && length > 4;
    const int errors = length < 8 ? 1 : 2;
    std::vector<Query> words;
    for (const auto& similar :
         vocabulary_.similar(text, errors, last, last ? kMostSimilarBeginnings : kMostSimilar)) {
        words.push_back(query_of(term::kWord, similar.word));
        words.push_back(query_of(term::kNameWord, similar.word));
    }
    return any_of(words);
}

Query TextQuery::title_beginning(const std::string& squashed) const {
    if (length_of(squashed) <= kBeginnings) return query_of(term::kTitleBeginning, squashed);
    std::vector<Query> titles;
    add_titles(term::kTitle, squashed, titles);
    add_titles(term::kTitleWithoutArticle, squashed, titles);
    return any_of(titles);
}

void TextQuery::add_titles(char kind, const std::string& squashed,
                           std::vector<Query>& titles) const {
    const std::string start = make_term(kind, squashed);
    Xapian::termcount count = 0;
    for (auto title = database_.allterms_begin(start);
         title != database_.allterms_end(start) && count < kMostEndings; ++title, ++count) {
        titles.emplace_back(*title);
    }
}

Query TextQuery::person(std::string_view name) const {
    const Words words = words_of(name);
    if (words.list.empty()) return Query();
    const std::string whole = make_term(term::kName, words.squashed());
    if (database_.term_exists(whole)) return Query(whole);
    std::vector<Query> parts;
    for (const auto& word : words.list) parts.push_back(query_of(term::kNameWord, word.text));
    return all_of(parts);
}

}  // namespace marquee::search
