#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <xapian.h>

#include "infrastructure/search/known_terms.h"
#include "infrastructure/search/vocabulary.h"
#include "infrastructure/search/words.h"

namespace marquee::search {

/// The queries of one search for a text, against one state of the index. Each is put together when
/// it is asked for: most searches need only the first ones. For one thread.
class TextQuery {
public:
    /// How many tiers there are before typing errors are considered.
    static constexpr int kExactTiers = 4;

    /// The words of names that begin with a few letters: NameBeginnings::words.
    using EndingsOfName = std::function<std::vector<std::string>(const std::string& beginning)>;

    /// Database, terms and vocabulary outlive it.
    TextQuery(const Xapian::Database& database, const KnownTerms& terms,
              const Vocabulary& vocabulary, EndingsOfName endings_of_name, std::string_view text);

    /// What of `among` belongs to the tier, 0 to kExactTiers - 1, and to none before; weighed as
    /// `among` does.
    Xapian::Query tier(int tier, const Xapian::Query& among) const;
    /// What belongs to any of them.
    Xapian::Query exact() const;
    /// What matches with typing errors, or without.
    Xapian::Query with_errors() const;

private:
    /// The tier with what belongs to earlier ones, too; made once.
    const Xapian::Query& whole_tier(int tier) const;
    Xapian::Query make_tier(int tier) const;
    Xapian::Query query_of(char kind, std::string_view text) const;
    std::vector<Xapian::Query> exactly(std::string_view word) const;
    Xapian::Query cjk_query(const std::string& run) const;
    Xapian::Query title_but_article() const;
    Xapian::Query title_beginnings() const;
    Xapian::Query title_beginning(const std::string& squashed) const;
    void add_titles(char kind, const std::string& squashed,
                    std::vector<Xapian::Query>& titles) const;
    Xapian::Query all_words(bool with_errors) const;
    Xapian::Query word(const std::string& text, bool last, bool with_errors) const;
    Xapian::Query similar_words(const std::string& text, bool last) const;

    const Xapian::Database& database_;
    const KnownTerms& terms_;
    const Vocabulary& vocabulary_;
    EndingsOfName endings_of_name_;
    /// As typed, and without leading article.
    Words words_;
    std::optional<Words> without_article_;
    mutable std::array<std::optional<Xapian::Query>, kExactTiers> whole_tiers_;
};

/// Who has to do with the documents.
Xapian::Query person_query(const Xapian::Database& database, std::string_view name);

}  // namespace marquee::search
