#include "infrastructure/search/index_readers.h"

#include "infrastructure/search/terms.h"

namespace marquee::search {

IndexReaders::IndexReaders(std::filesystem::path folder) : folder_(std::move(folder)) {
    const Xapian::Database database(folder_.string());
    std::vector<std::string> words;
    for (const char kind : {term::kWord, term::kNameWord}) {
        const std::string start(1, kind);
        for (auto word = database.allterms_begin(start); word != database.allterms_end(start);
             ++word) {
            words.push_back((*word).substr(1));
        }
    }
    vocabulary_.assign(words);
}

TextQuery IndexReaders::query(const Reader& reader, std::string_view text) {
    const auto endings_of_name = [this, &reader](const std::string& beginning) {
        return name_beginnings_.words(reader.database, reader.commits, beginning);
    };
    return {reader.database, vocabulary_, endings_of_name, text};
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
