#pragma once

#include <string_view>

namespace marquee {

/// A file that was compiled into the binary.
struct EmbeddedFile {
    /// Below the project's folder, such as "migrations/rating/sqlite/0001_ratings.sql".
    std::string_view path;
    std::string_view content;
};

}  // namespace marquee
