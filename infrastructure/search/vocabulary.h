#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace marquee::search {

/// A word that resembles another one.
struct SimilarWord {
    std::string word;
    /// Letters too many, too few, wrong, or two neighbours swapped, each once.
    int errors = 0;
};

/// All words of an index, in memory, for finding what somebody may have meant. Callable from any
/// thread.
class Vocabulary {
public:
    Vocabulary();
    ~Vocabulary();

    /// `words` are the only ones, in any order.
    void assign(const std::vector<std::string>& words);
    void add(const std::unordered_set<std::string>& words);

    /// The words within 1 to `max_errors` errors of `word`, fewest errors first, at most `limit`.
    /// With `as_beginning` also those that begin with something so close.
    /// Distances are those of optimal string alignment, in code points. Words of more than 40 code
    /// points are not looked at.
    std::vector<SimilarWord> similar(std::string_view word, int max_errors, bool as_beginning,
                                     std::size_t limit) const;

private:
    class Sorted;
    mutable std::shared_mutex mutex_;
    std::shared_ptr<const Sorted> sorted_;
    /// Added since the last sorting.
    std::set<std::u32string> recent_;
};

}  // namespace marquee::search
