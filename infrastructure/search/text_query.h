#pragma once

#include <string>
#include <string_view>
#include <vector>
#include <xapian.h>

#include "infrastructure/search/vocabulary.h"

namespace marquee::search {

/// The queries of one search, against one state of the index.
class TextQuery {
public:
    /// Both outlive it.
    TextQuery(const Xapian::Database& database, const Vocabulary& vocabulary);

    /// How documents match the text: a query for each tier, the best first, none of which finds
    /// what an earlier one does.
    std::vector<Xapian::Query> tiers(std::string_view text) const;

    /// Who has to do with the documents.
    Xapian::Query person(std::string_view name) const;

private:
    Xapian::Query word(const std::string& text, bool last, bool with_errors) const;
    Xapian::Query similar_words(const std::string& text, bool last) const;
    Xapian::Query title_beginning(const std::string& squashed) const;
    void add_titles(char kind, const std::string& squashed,
                    std::vector<Xapian::Query>& titles) const;

    const Xapian::Database& database_;
    const Vocabulary& vocabulary_;
};

}  // namespace marquee::search
