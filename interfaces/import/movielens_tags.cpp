#include "interfaces/import/movielens_tags.h"

#include <algorithm>
#include <tuple>

#include "domain/shared/movie_description.h"
#include "interfaces/text/fold_case.h"

namespace marquee::movielens {
namespace {

/// To put fewer in order is no work worth saving.
constexpr std::size_t kFewest = 4'096;

}  // namespace

void Tags::add(std::int64_t movie, const std::string& tag) {
    Spellings::value_type& entry = spelling(tag);
    Spelling& spelled = entry.second;
    if (spelled.rows++ == 0) spelled.order = ++spellings_seen_;
    const Spellings::value_type*& best = tags_[spelled.tag];
    const bool earlier = spelled.order < best->second.order;
    if (spelled.rows > best->second.rows || (spelled.rows == best->second.rows && earlier)) {
        best = &entry;
    }
    if (counts_.size() >= 2 * merged_ + kFewest) {
        merge();
        counts_.reserve(2 * merged_ + kFewest);
    }
    counts_.push_back({movie, spelled.tag, 1});
}

std::vector<std::string> Tags::keywords(std::int64_t movie) {
    if (counts_.size() != merged_) merge();
    const auto of_movie = std::ranges::equal_range(counts_, movie, {}, &Count::movie);
    std::vector<std::tuple<std::int64_t, std::string, const std::string*>> ranked;
    for (const Count& count : of_movie) {
        const std::string& text = tags_[count.tag]->first;
        ranked.emplace_back(-std::int64_t{count.rows}, fold_case(text), &text);
    }
    // No two of a movie's tags fold to the same: where the texts are kept decides nothing.
    std::ranges::sort(ranked);
    ranked.resize(std::min(ranked.size(), MovieDescriptionLimits::kKeywords));
    std::vector<std::string> keywords;
    for (const auto& [rows, folded, text] : ranked) keywords.push_back(*text);
    return keywords;
}

Tags::Spellings::value_type& Tags::spelling(const std::string& text) {
    if (const auto known = spellings_.find(text); known != spellings_.end()) return *known;
    Spellings::value_type& folded = *spellings_.try_emplace(fold_case(text)).first;
    if (folded.second.tag == kNoTag) {
        folded.second.tag = static_cast<std::uint32_t>(tags_.size());
        tags_.push_back(&folded);
    }
    Spellings::value_type& entry = *spellings_.try_emplace(text).first;
    entry.second.tag = folded.second.tag;
    return entry;
}

void Tags::merge() {
    std::ranges::sort(counts_, {}, [](const Count& c) { return std::tie(c.movie, c.tag); });
    std::size_t kept = 0;
    for (const Count& count : counts_) {
        Count* last = kept == 0 ? nullptr : &counts_[kept - 1];
        if (last != nullptr && last->movie == count.movie && last->tag == count.tag) {
            last->rows += count.rows;
        } else {
            counts_[kept++] = count;
        }
    }
    counts_.resize(kept);
    merged_ = kept;
}

}  // namespace marquee::movielens
