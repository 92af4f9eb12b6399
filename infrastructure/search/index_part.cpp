#include "infrastructure/search/index_part.h"

#include <xapian.h>

#include "infrastructure/search/index_format.h"

namespace marquee::search {
namespace {

/// Xapian collects what is added in memory, about 4 KB a document, and takes longer for each the
/// more there are; but to write few at a time takes longer still.
constexpr int kWriteAfter = 5000;

}  // namespace

class IndexPart::Writer {
public:
    explicit Writer(const std::filesystem::path& folder)
        : database_(folder.string(),
                    Xapian::DB_CREATE | Xapian::DB_NO_SYNC | Xapian::DB_DANGEROUS) {
        database_.set_metadata("format", kIndexFormat);
    }

    void add(const IndexedText& text) {
        Xapian::Document document;
        for (const auto& term : text.terms) document.add_boolean_term(term);
        database_.replace_document(text.number, document);
        if (++waiting_ >= kWriteAfter) write();
    }

    void finish(const std::string& state) {
        database_.set_metadata("state", state);
        database_.commit();
    }

private:
    void write() {
        database_.commit();
        waiting_ = 0;
    }

    Xapian::WritableDatabase database_;
    int waiting_ = 0;
};

IndexPart::IndexPart(const std::filesystem::path& folder)
    : writer_(guarded([&] { return std::make_unique<Writer>(folder); })) {}

IndexPart::~IndexPart() = default;

void IndexPart::add(const IndexedText& text) {
    guarded([&] { writer_->add(text); });
}

void IndexPart::finish(const std::string& state) {
    guarded([&] {
        writer_->finish(state);
        writer_.reset();
    });
}

void join(const std::vector<std::filesystem::path>& parts, const std::filesystem::path& folder) {
    guarded([&] {
        Xapian::Database all;
        for (const auto& part : parts) all.add_database(Xapian::Database(part.string()));
        // Of what several parts have in the same way, format and state, it keeps the first.
        all.compact(folder.string(), Xapian::DBCOMPACT_NO_RENUMBER);
    });
}

}  // namespace marquee::search
