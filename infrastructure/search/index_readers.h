#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>
#include <xapian.h>

#include "infrastructure/search/known_terms.h"
#include "infrastructure/search/name_beginnings.h"
#include "infrastructure/search/text_query.h"
#include "infrastructure/search/vocabulary.h"

namespace marquee::search {

/// Those that search: connections to the index, each for one search at a time, and its words. For
/// any thread, but `change` for one. Throws what Xapian throws.
class IndexReaders {
public:
    /// Reads all words of the index in `folder`, and its other terms.
    explicit IndexReaders(const std::filesystem::path& folder);

    /// A connection, and how many commits it has seen.
    struct Reader {
        Xapian::Database database;
        std::int64_t commits = 0;
    };

    /// Of the reader's state; both outlive it.
    TextQuery query(const Reader& reader, std::string_view text);

    /// To be called with each term of a document before it is committed.
    void expect(std::string_view term) { terms_.add(term); }

    /// Runs `work(reader)` on the latest state.
    template <class F>
    auto read(F&& work) {
        for (int tries = 1; tries < kTries; ++tries) {
            try {
                return read_once(work);
            } catch (const Xapian::DatabaseError&) {
                // Two commits went by meanwhile, and may have written over what was being read.
            }
        }
        const std::shared_lock no_commits(committing_);
        return read_once(work);
    }

    /// Runs `commit`, after which readers see a new state.
    template <class F>
    void change(const std::unordered_set<std::string>& new_words, F&& commit) {
        {
            const std::unique_lock lock(committing_);
            commit();
            ++commits_;
        }
        vocabulary_.add(new_words);
    }

private:
    IndexReaders(std::filesystem::path folder, const Xapian::Database& database);

    /// Tries at a search whose state of the index is replaced under it; commits wait for the last
    /// one.
    static constexpr int kTries = 4;

    template <class F>
    auto read_once(F& work) {
        auto reader = acquire();
        auto result = work(std::as_const(*reader));
        release(std::move(reader));
        return result;
    }

    std::unique_ptr<Reader> acquire();
    void release(std::unique_ptr<Reader> reader);

    std::filesystem::path folder_;
    std::shared_mutex committing_;
    std::atomic<std::int64_t> commits_ = 0;
    KnownTerms terms_;
    Vocabulary vocabulary_;
    NameBeginnings name_beginnings_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Reader>> idle_;
};

}  // namespace marquee::search
