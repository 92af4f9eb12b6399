#include "infrastructure/search/text_query.h"

#include <algorithm>
#include <optional>
#include <utility>

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
constexpr std::size_t kMostSimilar = 20;
constexpr std::size_t kMostSimilarBeginnings = 40;

Query any_of(const std::vector<Query>& queries) {
    return Query(Query::OP_OR, queries.begin(), queries.end());
}

Query all_of(const std::vector<Query>& queries) {
    return Query(Query::OP_AND, queries.begin(), queries.end());
}

Query endings_of(char kind, std::string_view word) {
    return {Query::OP_WILDCARD, make_term(kind, word), kMostEndings,
            Query::WILDCARD_LIMIT_MOST_FREQUENT, Query::OP_OR};
}

bool is_year(const std::string& word) {
    return word.size() == 4 &&
           std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
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

}  // namespace

TextQuery::TextQuery(const Xapian::Database& database, const KnownTerms& terms,
                     const Vocabulary& vocabulary, EndingsOfName endings_of_name,
                     std::string_view text)
    : database_(database),
      terms_(terms),
      vocabulary_(vocabulary),
      endings_of_name_(std::move(endings_of_name)),
      words_(words_of(text)) {
    if (words_.list.size() > kMostWords) words_.list.resize(kMostWords);
    without_article_ = search::without_article(text, words_);
}

Query TextQuery::tier(int tier, const Query& among) const {
    Query query(Query::OP_FILTER, among, whole_tier(tier));
    for (int earlier = 0; earlier < tier; ++earlier) {
        query = Query(Query::OP_AND_NOT, query, whole_tier(earlier));
    }
    return query;
}

Query TextQuery::exact() const {
    std::vector<Query> tiers;
    for (int tier = 0; tier < kExactTiers; ++tier) tiers.push_back(whole_tier(tier));
    return any_of(tiers);
}

Query TextQuery::with_errors() const {
    return words_.list.empty() ? Query() : all_words(true);
}

const Query& TextQuery::whole_tier(int tier) const {
    auto& query = whole_tiers_.at(static_cast<std::size_t>(tier));
    if (!query) query = words_.list.empty() ? Query() : make_tier(tier);
    return *query;
}

Query TextQuery::make_tier(int tier) const {
    switch (tier) {
        case 0:
            return query_of(term::kTitle, words_.squashed());
        case 1:
            return title_but_article();
        case 2:
            return title_beginnings();
        default:
            return all_words(false);
    }
}

/// Nothing for a term that no document has: the index would look for it twice.
Query TextQuery::query_of(char kind, std::string_view text) const {
    const std::string term = make_term(kind, text);
    return terms_.may_have(term) ? Query(term) : Query();
}

/// A word, wherever words are.
std::vector<Query> TextQuery::exactly(std::string_view word) const {
    return {query_of(term::kWord, word), query_of(term::kJoined, word),
            query_of(term::kNameWord, word), query_of(term::kName, word)};
}

Query TextQuery::cjk_query(const std::string& run) const {
    std::vector<Query> pieces;
    const bool single = length_of(run) == 1;
    for (const auto& piece : cjk_pieces(run)) {
        if (single || length_of(piece) > 1) pieces.push_back(any_of(exactly(piece)));
    }
    return all_of(pieces);
}

Query TextQuery::title_but_article() const {
    const std::string full = words_.squashed();
    std::vector<Query> titles{query_of(term::kTitleWithoutArticle, full)};
    if (without_article_) {
        const std::string rest = without_article_->squashed();
        titles.push_back(query_of(term::kTitle, rest));
        titles.push_back(query_of(term::kTitleWithoutArticle, rest));
    }
    // "Solaris 1972".
    const std::string& last = words_.list.back().text;
    if (words_.list.size() > 1 && is_year(last)) {
        const std::string title = full.substr(0, full.size() - last.size());
        titles.push_back(all_of(
            {any_of({query_of(term::kTitle, title), query_of(term::kTitleWithoutArticle, title)}),
             query_of(term::kYear, last)}));
    }
    return any_of(titles);
}

Query TextQuery::title_beginnings() const {
    std::vector<Query> beginnings{title_beginning(words_.squashed())};
    if (without_article_) beginnings.push_back(title_beginning(without_article_->squashed()));
    return any_of(beginnings);
}

Query TextQuery::all_words(bool with_errors) const {
    const auto& words = without_article_ ? without_article_->list : words_.list;
    const auto joined = joined_words(words);
    std::vector<Query> parts;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i].cjk) {
            parts.push_back(cjk_query(words[i].text));
            continue;
        }
        const bool last = i + 1 == words.size();
        std::vector<Query> ways{word(words[i].text, last, with_errors)};
        // Written apart, and with an error on top: that is looked for word by word.
        for (const auto& both : joined[i]) ways.push_back(word(both, last, false));
        parts.push_back(any_of(ways));
    }
    return all_of(parts);
}

Query TextQuery::word(const std::string& text, bool last, bool with_errors) const {
    std::vector<Query> ways = exactly(text);
    if (is_year(text)) ways.push_back(query_of(term::kYear, text));
    if (last && length_of(text) > kPrefixes) {
        ways.push_back(endings_of(term::kWord, text));
        ways.push_back(endings_of(term::kNameWord, text));
    } else if (last) {
        ways.push_back(query_of(term::kPrefix, text));
        // Names that begin with a letter or two would only add to the noise of errors.
        if (!with_errors) {
            for (const auto& name : endings_of_name_(text)) {
                ways.push_back(query_of(term::kNameWord, name));
            }
        }
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

Query person_query(const Xapian::Database& database, std::string_view name) {
    const Words words = words_of(name);
    if (words.list.empty()) return Query();
    const std::string whole = make_term(term::kName, words.squashed());
    if (database.term_exists(whole)) return Query(whole);
    std::vector<Query> parts;
    for (const auto& word : words.list) {
        parts.emplace_back(make_term(term::kNameWord, word.text));
    }
    return all_of(parts);
}

}  // namespace marquee::search
