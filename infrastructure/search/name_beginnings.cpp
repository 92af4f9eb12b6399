#include "infrastructure/search/name_beginnings.h"

#include <algorithm>
#include <utility>

#include "infrastructure/search/terms.h"
#include "infrastructure/search/words.h"

namespace marquee::search {
namespace {

using std::chrono::steady_clock;

/// By how many letters they begin with. Few names are looked for by a letter or two, and each more
/// word costs more than it finds.
constexpr std::size_t kMostWords[] = {0, 15, 30, 60};
/// From so many documents on, what was found is good for a while, whatever is written meanwhile.
constexpr Xapian::doccount kLarge = 100'000;
constexpr std::chrono::seconds kGoodFor{2};
/// Beginnings that are remembered; more than people type.
constexpr std::size_t kMostEntries = 20'000;

std::vector<std::string> most_frequent(const Xapian::Database& database,
                                       const std::string& beginning) {
    const std::string start = make_term(term::kNameWord, beginning);
    std::vector<std::pair<Xapian::doccount, std::string>> found;
    for (auto word = database.allterms_begin(start); word != database.allterms_end(start); ++word) {
        found.emplace_back(word.get_termfreq(), (*word).substr(1));
    }
    const auto count = std::min(found.size(), kMostWords[length_of(beginning)]);
    const auto end = found.begin() + static_cast<std::ptrdiff_t>(count);
    std::ranges::partial_sort(found, end, [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    std::vector<std::string> words;
    for (auto word = found.begin(); word != end; ++word) words.push_back(std::move(word->second));
    return words;
}

}  // namespace

std::vector<std::string> NameBeginnings::words(const Xapian::Database& database,
                                               std::int64_t commits, const std::string& beginning) {
    const auto now = steady_clock::now();
    const bool large = database.get_doccount() >= kLarge;
    {
        const std::lock_guard lock(mutex_);
        const auto entry = entries_.find(beginning);
        if (entry != entries_.end() && (entry->second.commits == commits ||
                                        (large && now < entry->second.found_at + kGoodFor))) {
            return entry->second.words;
        }
    }
    auto words = most_frequent(database, beginning);
    const std::lock_guard lock(mutex_);
    if (entries_.size() >= kMostEntries) entries_.clear();
    entries_[beginning] = {commits, now, words};
    return words;
}

}  // namespace marquee::search
