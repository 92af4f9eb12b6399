#include "infrastructure/search/text_index.h"

#include <set>
#include <unordered_set>
#include <utility>
#include <xapian.h>

#include "infrastructure/search/index_format.h"
#include "infrastructure/search/index_readers.h"
#include "infrastructure/search/preferred_documents.h"
#include "infrastructure/search/terms.h"
#include "infrastructure/search/text_query.h"

namespace marquee::search {
namespace {

using Xapian::Query;

/// With fewer documents than that, typing errors are considered.
constexpr Xapian::doccount kEnough = 5;

Xapian::Enquire enquire_of(const Xapian::Database& database, const Query& query) {
    Xapian::Enquire enquire(database);
    enquire.set_query(query);
    return enquire;
}

/// Notes each document, and lets none into the answer.
class NoteAll : public Xapian::MatchDecider {
public:
    explicit NoteAll(std::vector<std::uint32_t>& numbers) : numbers_(numbers) {}
    bool operator()(const Xapian::Document& document) const override {
        numbers_.push_back(document.get_docid());
        return false;
    }

private:
    std::vector<std::uint32_t>& numbers_;
};

std::vector<std::uint32_t> all_of(const Xapian::Database& database, const Query& query) {
    std::vector<std::uint32_t> numbers;
    const NoteAll note(numbers);
    enquire_of(database, Query(0, query)).get_mset(0, 1, database.get_doccount(), nullptr, &note);
    return numbers;
}

/// Up to kEnough documents that match.
std::set<std::uint32_t> first_of(const Xapian::Database& database, const Query& query) {
    const auto found = enquire_of(database, Query(0, query)).get_mset(0, kEnough);
    return {found.begin(), found.end()};
}

std::set<std::uint32_t> numbers_of(const std::vector<Hit>& hits) {
    std::set<std::uint32_t> numbers;
    for (const auto& hit : hits) numbers.insert(hit.number);
    return numbers;
}

}  // namespace

/// The one that writes.
class TextIndex::Writer {
public:
    explicit Writer(const std::filesystem::path& folder)
        : database(folder.string(), Xapian::DB_CREATE_OR_OPEN) {
        const std::string format = database.get_metadata("format");
        if (format == kIndexFormat) return;
        if (!format.empty() || database.get_doccount() > 0) {
            throw IndexDamaged("it has the format \"" + format + "\" of another version");
        }
        database.set_metadata("format", kIndexFormat);
        database.commit();
    }

    Xapian::WritableDatabase database;
    /// Of documents that were not committed yet.
    std::unordered_set<std::string> new_words;
};

TextIndex::TextIndex(const std::filesystem::path& folder) {
    guarded([&] {
        writer_ = std::make_unique<Writer>(folder);
        readers_ = std::make_unique<IndexReaders>(folder);
    });
}

TextIndex::~TextIndex() = default;

IndexedText indexed_text(const TextDocument& document) {
    return {document.number, terms_of(document)};
}

void TextIndex::put(const IndexedText& text) {
    guarded([&] {
        Xapian::Document stored;
        for (const auto& term : text.terms) {
            stored.add_boolean_term(term);
            readers_->expect(term);
            if (is_word(term)) writer_->new_words.insert(term.substr(1));
        }
        writer_->database.replace_document(text.number, stored);
    });
}

void TextIndex::remove(std::uint32_t number) {
    guarded([&] {
        try {
            writer_->database.delete_document(number);
        } catch (const Xapian::DocNotFoundError&) {
            // It was never put in, or has been removed before.
        }
    });
}

void TextIndex::commit(const std::string& state) {
    guarded([&] {
        writer_->database.set_metadata("state", state);
        readers_->change(writer_->new_words, [&] { writer_->database.commit(); });
        writer_->new_words.clear();
    });
}

std::string TextIndex::state() const {
    return guarded([&] { return writer_->database.get_metadata("state"); });
}

std::vector<Hit> TextIndex::search(std::string_view text, std::string_view person,
                                   const Preference& preference, const std::optional<Hit>& after,
                                   std::size_t limit) const {
    return guarded([&] {
        return readers_->read([&](const IndexReaders::Reader& reader) {
            const auto& database = reader.database;
            const TextQuery query = readers_->query(reader, text);
            std::vector<Hit> hits;
            const auto add = [&](int tier, const std::set<std::uint32_t>& known) {
                PreferredDocuments preferred(preference,
                                             after && after->tier == tier ? after : std::nullopt);
                // Of a filter, only the left side has weight.
                Query among(&preferred);
                if (!person.empty()) {
                    among = {Query::OP_FILTER, among, person_query(database, person)};
                }
                const Query wanted = tier < TextQuery::kExactTiers
                                         ? query.tier(tier, among)
                                         : Query(Query::OP_FILTER, among, query.with_errors());
                const auto most = limit - hits.size() + known.size();
                const auto found =
                    enquire_of(database, wanted).get_mset(0, static_cast<Xapian::doccount>(most));
                for (auto hit = found.begin(); hit != found.end() && hits.size() < limit; ++hit) {
                    if (!known.contains(*hit)) hits.push_back({*hit, tier, hit.get_weight() - 1});
                }
            };
            for (int tier = after ? after->tier : 0;
                 tier < TextQuery::kExactTiers && hits.size() < limit; ++tier) {
                add(tier, {});
            }
            if (hits.size() == limit) return hits;
            // Without conditions, the hits are all that match exactly.
            const bool all_known = !after && person.empty() && preference.admits_all();
            const auto exact = all_known ? numbers_of(hits) : first_of(database, query.exact());
            // A walk that got so far goes on there, whatever was written meanwhile.
            if (exact.size() < kEnough || (after && after->tier == TextQuery::kExactTiers)) {
                add(TextQuery::kExactTiers, exact);
            }
            return hits;
        });
    });
}

void TextIndex::match(std::string_view text, std::string_view person,
                      const std::function<void(std::uint32_t)>& use) const {
    guarded([&] {
        // Whole, before anything is handed on: a search that is begun anew gives each once.
        const auto numbers = readers_->read([&](const IndexReaders::Reader& reader) {
            const auto& database = reader.database;
            std::vector<Query> all;
            if (!text.empty()) {
                const TextQuery query = readers_->query(reader, text);
                const Query exact = query.exact();
                const bool enough = first_of(database, exact).size() >= kEnough;
                all.push_back(enough ? exact : exact | query.with_errors());
            }
            if (!person.empty()) all.push_back(person_query(database, person));
            return all_of(database, Query(Query::OP_AND, all.begin(), all.end()));
        });
        for (const auto number : numbers) use(number);
    });
}

}  // namespace marquee::search
