#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace marquee::search {

class IndexReaders;

/// What a document is found by.
struct TextDocument {
    /// From 1 to 2³²-2.
    std::uint32_t number = 0;
    /// The main one first.
    std::vector<std::string> titles;
    std::vector<std::string> people;
    std::vector<std::string> keywords;
    std::optional<int> year;
};

/// A document as the index takes it.
struct IndexedText {
    std::uint32_t number = 0;
    std::set<std::string> terms;
};

/// Takes a document's texts apart, which is half the work of putting it into an index, and can be
/// done by any thread.
IndexedText indexed_text(const TextDocument& document);

/// Which documents may be found, and which go first. Used by the searching thread alone.
class Preference {
public:
    virtual ~Preference() = default;

    /// Whether it admits all documents, but for such as are about to leave the index.
    virtual bool admits_all() const = 0;
    /// At least 0; higher ones go first. Nothing for a document that isn't admitted.
    virtual std::optional<double> rank(std::uint32_t number) const = 0;
    /// The first number from `number` on whose rank may be above `rank`; 2³²-1 when there is none.
    virtual std::uint32_t next_above(std::uint32_t number, double rank) const = 0;
    /// No rank is above it.
    virtual double highest() const = 0;
};

/// A document that was found. Tiers tell how well it matches: 0 its title exactly; 1 but for a
/// leading article, or title and year; 2 a title's beginning; 3 all words; 4 words with typing
/// errors. It is in the first tier that it belongs to.
struct Hit {
    std::uint32_t number = 0;
    int tier = 0;
    double rank = 0;

    bool operator==(const Hit&) const = default;
};

/// The index can't be read or written any more. It is to be made anew.
class IndexDamaged : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A search index on disk. One thread writes; any searches, and sees what was committed. Every
/// method throws IndexDamaged.
///
/// Texts are matched as people mean them: without regard to case, diacritics, punctuation, spaces,
/// the order of words and a leading article; the last word may be unfinished; a four-digit word is
/// also a year; when less than five documents match, words may have an error from four letters and
/// two from eight on. Chinese, Japanese and Korean texts are matched by any two neighbouring
/// characters. Of a text only the first 24 words count. Nothing is a query operator.
class TextIndex {
public:
    /// Opens the index in `folder`, or makes one.
    explicit TextIndex(const std::filesystem::path& folder);
    ~TextIndex();
    TextIndex(const TextIndex&) = delete;
    TextIndex& operator=(const TextIndex&) = delete;

    /// Adds the document, in place of an earlier one of that number.
    void put(const IndexedText& text);
    /// Without effect when there is none of that number.
    void remove(std::uint32_t number);
    /// Makes what was put and removed durable and visible, and `state` with it.
    void commit(const std::string& state);
    /// What the last commit was told; empty before the first one.
    std::string state() const;

    /// Up to `limit` documents that match `text`, and have a person of that name unless `person` is
    /// empty: those of the lowest tier first, of these the highest rank, of these the lowest
    /// number; only such as come after `after`.
    std::vector<Hit> search(std::string_view text, std::string_view person,
                            const Preference& preference, const std::optional<Hit>& after,
                            std::size_t limit) const;

    /// Calls `use` with every document that matches both, each once; either may be empty.
    void match(std::string_view text, std::string_view person,
               const std::function<void(std::uint32_t)>& use) const;

private:
    class Writer;
    std::unique_ptr<Writer> writer_;
    std::unique_ptr<IndexReaders> readers_;
};

}  // namespace marquee::search
