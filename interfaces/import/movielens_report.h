#pragma once

#include <cstdint>
#include <string>

namespace marquee::movielens {

/// Something in the data that could not be taken over.
struct RowProblem {
    /// The file's name without its folder.
    std::string file;
    std::int64_t line = 0;
    std::string reason;
    /// The whole row is left out. Otherwise it is only an external id that another movie has.
    bool skipped = true;
};

/// What an import came to. `read` are the rows that were taken over (or would be, in a dry run);
/// of movies and ratings it is the sum of the three after it unless it is a dry run.
struct ImportReport {
    struct Movies {
        std::int64_t read = 0;
        std::int64_t created = 0;
        std::int64_t changed = 0;
        std::int64_t unchanged = 0;
    };
    struct Tags {
        std::int64_t read = 0;
        /// What the tags came to, in all movies together, of which some may have been known.
        std::int64_t keywords = 0;
    };
    struct Ratings {
        std::int64_t read = 0;
        std::int64_t created = 0;
        std::int64_t replaced = 0;
        std::int64_t unchanged = 0;
    };

    Movies movies;
    Tags tags;
    Ratings ratings;
    /// In all files together.
    std::int64_t skipped_rows = 0;
    std::int64_t dropped_external_ids = 0;
    /// The import was strict, and ended at the first bad row, which is the one in skipped_rows.
    bool stopped = false;
};

}  // namespace marquee::movielens
