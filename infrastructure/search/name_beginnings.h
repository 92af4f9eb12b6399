#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>
#include <xapian.h>

namespace marquee::search {

/// The words of people's names that begin with a letter or a few. The index has no terms for them,
/// and to find the most frequent ones all that begin so have to be looked at: that is remembered.
/// Callable from any thread.
class NameBeginnings {
public:
    /// The most frequent words of names that begin with `beginning`, which has 1 to kPrefixes code
    /// points. `commits` tells states of the index apart. Of a large index, they may be those of a
    /// state up to two seconds ago.
    std::vector<std::string> words(const Xapian::Database& database, std::int64_t commits,
                                   const std::string& beginning);

private:
    struct Entry {
        std::int64_t commits = 0;
        std::chrono::steady_clock::time_point found_at;
        std::vector<std::string> words;
    };

    std::mutex mutex_;
    std::map<std::string, Entry> entries_;
};

}  // namespace marquee::search
