#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "infrastructure/movie/movie_list_row.h"

namespace marquee::movie {

/// A row that is no more: it held from version `from` on, until before version `until`.
struct OldRow {
    OldRow(std::uint32_t its_number, const ListRow& its_row, std::string_view its_title,
           std::int64_t held_from, std::int64_t held_until)
        : row(its_row),
          from(held_from),
          until(held_until),
          number(its_number),
          title_bytes(std::make_unique_for_overwrite<char[]>(its_title.size())) {
        row.title_size = static_cast<std::uint16_t>(its_title.size());
        its_title.copy(title_bytes.get(), its_title.size());
    }
    std::string_view title() const { return {title_bytes.get(), row.title_size}; }

    ListRow row;
    std::int64_t from;
    std::int64_t until;
    std::uint32_t number;
    /// Rather than a string, which takes three times as much besides the title.
    std::unique_ptr<char[]> title_bytes;
};

/// The rows that the latest changes replaced, of movies that weren't listed before too: what was
/// seen at an earlier version. Threads: as a standard container.
class ListHistory {
public:
    /// Keeps up to `capacity` rows.
    explicit ListHistory(std::size_t capacity) : capacity_(capacity) {}

    /// From now on, knows of no time before `version`.
    void begin(std::int64_t version) {
        rows_.clear();
        reaches_to_ = version;
    }

    /// `until` is at least that of the row before.
    void push(OldRow row) {
        rows_.push_back(std::move(row));
        while (rows_.size() > capacity_) {
            reaches_to_ = rows_.front().until;
            rows_.pop_front();
        }
    }

    /// The earliest version that rows_at can be asked for.
    std::int64_t reaches_to() const { return reaches_to_; }

    /// What was at that version of each row that has changed since: one for each movie.
    std::vector<const OldRow*> rows_at(std::int64_t version) const {
        std::vector<const OldRow*> found;
        auto row = std::partition_point(rows_.begin(), rows_.end(),
                                        [&](const OldRow& old) { return old.until <= version; });
        for (; row != rows_.end(); ++row) {
            if (row->from <= version) found.push_back(&*row);
        }
        return found;
    }

private:
    std::size_t capacity_;
    std::deque<OldRow> rows_;
    std::int64_t reaches_to_ = 0;
};

}  // namespace marquee::movie
