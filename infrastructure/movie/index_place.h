#pragma once

#include <filesystem>

namespace marquee::movie {

/// This instance's part of the folder that search indexes are kept in, locked against others as
/// long as it lives. For one thread.
class IndexPlace {
public:
    /// Throws Error(unavailable) when the folder can't be made or used.
    explicit IndexPlace(const std::filesystem::path& folder);
    ~IndexPlace();
    IndexPlace(const IndexPlace&) = delete;
    IndexPlace& operator=(const IndexPlace&) = delete;

    const std::filesystem::path& path() const { return path_; }

    /// A folder that does not exist yet.
    std::filesystem::path new_folder() const;

    /// Removes all but `kept`. What can't be removed now is tried again the next time.
    void clear_but(const std::filesystem::path& kept) const;

private:
    std::filesystem::path path_;
    int file_ = -1;
};

}  // namespace marquee::movie
