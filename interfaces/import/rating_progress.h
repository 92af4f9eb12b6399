#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>

#include "interfaces/import/movielens_ratings.h"
#include "interfaces/import/progress.h"

namespace marquee::movielens {

/// Tells how far the writing of ratings has come, of which others are read meanwhile: in bytes of
/// their file, as if all rows of a stretch were of one length. For one thread.
class RatingProgress {
public:
    /// `bytes_total` is the file's length.
    RatingProgress(std::uint64_t bytes_total, std::function<void(const Progress&)> on_progress)
        : progress_{"ratings", 0, bytes_total, 0}, on_progress_(std::move(on_progress)) {
        on_progress_(progress_);
    }

    /// All before the stretch but what is still under way is written.
    void begin(const RatingStretch& stretch) {
        const auto rows = stretch.ratings.size() + stretch.later.size();
        bytes_of_row_ = (stretch.bytes_until - bytes_until_) / std::max<std::size_t>(rows, 1);
        bytes_until_ = stretch.bytes_until;
    }

    /// So many rows more are written. Never says that it is the end: whoever knows the exact
    /// numbers then does.
    void add(std::size_t rows) {
        progress_.rows += static_cast<std::int64_t>(rows);
        progress_.bytes_done = std::min(progress_.bytes_done + rows * bytes_of_row_,
                                        std::max<std::uint64_t>(progress_.bytes_total, 1) - 1);
        on_progress_(progress_);
    }

private:
    Progress progress_;
    std::function<void(const Progress&)> on_progress_;
    std::uint64_t bytes_until_ = 0;
    std::uint64_t bytes_of_row_ = 0;
};

}  // namespace marquee::movielens
