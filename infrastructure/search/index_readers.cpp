#include "infrastructure/search/index_readers.h"

#include <algorithm>

#include "infrastructure/search/terms.h"

namespace marquee::search {

namespace {

/// An index of a million movies has three terms a document, of some texts rather more. One that is
/// new may grow; with more terms than that it is mended by the next start.
std::size_t room_for_terms(Xapian::doccount documents) {
    constexpr std::size_t kEach = 8;
    constexpr std::size_t kLeast = 1 << 18;
    return std::max(kLeast, documents * kEach);
}

}  // namespace

IndexReaders::IndexReaders(const std::filesystem::path& folder)
    : IndexReaders(folder, Xapian::Database(folder.string())) {}

IndexReaders::IndexReaders(std::filesystem::path folder, const Xapian::Database& database)
    : folder_(std::move(folder)), terms_(room_for_terms(database.get_doccount())) {
    std::vector<std::string> words;
    for (auto each = database.allterms_begin(); each != database.allterms_end(); ++each) {
        const std::string term = *each;
        terms_.add(term);
        if (is_word(term)) words.push_back(term.substr(1));
    }
    vocabulary_.assign(words);
}

TextQuery IndexReaders::query(const Reader& reader, std::string_view text) {
    const auto endings_of_name = [this, &reader](const std::string& beginning) {
        return name_beginnings_.words(reader.database, reader.commits, beginning);
    };
    return {reader.database, terms_, vocabulary_, endings_of_name, text};
}

std::unique_ptr<IndexReaders::Reader> IndexReaders::acquire() {
    const std::int64_t commits = commits_;
    std::unique_ptr<Reader> reader;
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            reader = std::move(idle_.back());
            idle_.pop_back();
        }
    }
    if (!reader) {
        return std::make_unique<Reader>(Reader{Xapian::Database(folder_.string()), commits});
    }
    if (reader->commits != commits) {
        reader->database.reopen();
        reader->commits = commits;
    }
    return reader;
}

void IndexReaders::release(std::unique_ptr<Reader> reader) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(reader));
}

}  // namespace marquee::search
