#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace marquee::movielens {

/// Counts the tags that users gave to movies. Two that differ only by case are one, spelled as in
/// most rows, else as in the first of them. For one thread.
///
/// Memory grows with the different pairs of movie and tag, not with the rows: up to 32 bytes for a
/// pair (64 for a moment, when their table grows), and about 100 bytes and its letters for each
/// spelling. A million pairs of a hundred thousand tags take 50 MB.
class Tags {
public:
    /// Counts one row. `tag` is valid as a keyword (MovieDescription).
    void add(std::int64_t movie, const std::string& tag);

    /// The movie's tags with the most rows, as many as a description takes; of tags with equally
    /// many rows, those that come first in the alphabet, whatever their case.
    std::vector<std::string> keywords(std::int64_t movie);

private:
    static constexpr std::uint32_t kNoTag = 0xFFFFFFFF;

    struct Spelling {
        /// A number that it shares with the others of the tag.
        std::uint32_t tag = kNoTag;
        std::uint32_t rows = 0;
        /// From 1, by their first rows.
        std::uint32_t order = 0;
    };
    /// Its nodes stay where they are.
    using Spellings = std::unordered_map<std::string, Spelling>;

    /// How often a movie has a tag.
    struct Count {
        std::int64_t movie;
        std::uint32_t tag;
        std::uint32_t rows;
    };

    /// The entry of `text`, which is made if need be, and is numbered.
    Spellings::value_type& spelling(const std::string& text);
    /// Puts the counts in order, with one for each pair.
    void merge();

    /// A tag's folded form is here as well, without rows if nobody spells it so.
    Spellings spellings_;
    std::uint32_t spellings_seen_ = 0;
    /// By their numbers, each in its best spelling.
    std::vector<const Spellings::value_type*> tags_;
    std::vector<Count> counts_;
    /// How many counts the last merge left.
    std::size_t merged_ = 0;
};

}  // namespace marquee::movielens
