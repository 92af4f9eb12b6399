#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "infrastructure/movie/movie_list_row.h"

namespace marquee::movie {

/// The rows of a list by the numbers of their movies, in blocks that never move, with the version
/// that each came by and the highest number of votes of each run of 64 rows and of each block.
/// Threads: as a standard container.
class MovieColumns {
public:
    static constexpr std::uint32_t kNone = 0xFFFFFFFF;

    /// A number above all that there are.
    std::uint32_t end() const { return static_cast<std::uint32_t>(blocks_.size() * kBlock); }
    std::int64_t listed() const { return listed_; }

    bool has(std::uint32_t number) const {
        return number < end() && blocks_[number / kBlock] != nullptr;
    }
    /// Of a number that has() knows; unlisted when nothing was put there, with version 0.
    const ListRow& row(std::uint32_t number) const {
        return blocks_[number / kBlock]->rows[number % kBlock];
    }
    std::int64_t version(std::uint32_t number) const {
        return blocks_[number / kBlock]->versions[number % kBlock];
    }
    std::string_view title(std::uint32_t number) const {
        const Block& block = *blocks_[number / kBlock];
        const ListRow& row = block.rows[number % kBlock];
        return std::string_view(block.titles).substr(row.title_at, row.title_size);
    }

    /// Makes room for a number up to 2³²-2, so that has() knows it.
    void reach(std::uint32_t number);
    /// Replaces the row of a number that has() knows. Of the title's key, 65,535 bytes are kept.
    void put(std::uint32_t number, ListRow row, std::string_view title, std::int64_t version);

    /// The first number from `number` on in whose run of rows one has more than `votes`, which is
    /// at least 0; kNone for none.
    std::uint32_t next_with_more_votes(std::uint32_t number, std::int64_t votes) const;
    std::uint32_t highest_votes() const;

    /// Calls `visit(number, row)` for every listed row in the order of numbers, except for rows in
    /// runs where none has `min_votes`.
    template <class Visit>
    void each(std::int64_t min_votes, Visit visit) const {
        for (std::size_t at = 0; at < blocks_.size(); ++at) {
            if (blocks_[at] == nullptr || peaks_[at] < min_votes) continue;
            const Block& block = *blocks_[at];
            for (std::size_t run = 0; run < kRuns; ++run) {
                if (block.peaks[run] < min_votes) continue;
                for (std::size_t i = run * kRun; i < (run + 1) * kRun; ++i) {
                    if (!block.rows[i].listed()) continue;
                    visit(static_cast<std::uint32_t>(at * kBlock + i), block.rows[i]);
                }
            }
        }
    }

private:
    static constexpr std::size_t kRun = 64;
    static constexpr std::size_t kRuns = 64;
    static constexpr std::size_t kBlock = kRun * kRuns;

    struct Block {
        std::array<ListRow, kBlock> rows;
        std::array<std::int64_t, kBlock> versions{};
        /// The keys of the titles, with those of earlier titles between them.
        std::string titles;
        std::size_t wasted = 0;
        std::array<std::uint32_t, kRuns> peaks{};
    };

    static void put_title(Block& block, std::size_t i, std::string_view title);
    static void compact_titles(Block& block);
    void update_peaks(std::uint32_t number, std::uint32_t votes_before);

    std::vector<std::unique_ptr<Block>> blocks_;
    /// Of each block the highest number of votes; side by side, for searches look at many.
    std::vector<std::uint32_t> peaks_;
    std::int64_t listed_ = 0;
};

}  // namespace marquee::movie
