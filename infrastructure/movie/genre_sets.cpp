#include "infrastructure/movie/genre_sets.h"

#include <algorithm>
#include <iterator>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace marquee::movie {
namespace {

std::string fold_case(const std::string& text) {
    std::string folded;
    const auto* const bytes_of_text = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
        UChar32 point = 0;
        U8_NEXT_OR_FFFD(bytes_of_text, i, size, point);
        std::uint8_t bytes[U8_MAX_LENGTH];
        std::int32_t length = 0;
        U8_APPEND_UNSAFE(bytes, length, u_foldCase(point, U_FOLD_CASE_DEFAULT));
        folded.append(bytes, bytes + length);
    }
    return folded;
}

void sort_unique(std::vector<std::uint32_t>& numbers) {
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

}  // namespace

GenreSets::GenreSets() : sets_(1), counts_(1) {}

std::optional<std::uint32_t> GenreSets::genre(const std::string& name) const {
    if (const auto seen = spellings_.find(name); seen != spellings_.end()) return seen->second;
    if (const auto known = folded_.find(fold_case(name)); known != folded_.end()) {
        return known->second;
    }
    return std::nullopt;
}

std::optional<std::uint32_t> GenreSets::find(const std::vector<std::string>& genres) const {
    std::vector<std::uint32_t> set;
    for (const auto& name : genres) {
        const auto seen = spellings_.find(name);
        if (seen == spellings_.end()) return std::nullopt;
        set.push_back(seen->second);
    }
    sort_unique(set);
    const auto known = set_numbers_.find(set);
    if (known == set_numbers_.end()) return std::nullopt;
    return known->second;
}

std::uint32_t GenreSets::intern(const std::vector<std::string>& genres) {
    std::vector<std::uint32_t> set;
    for (const auto& name : genres) {
        const auto next = static_cast<std::uint32_t>(names_.size());
        const std::uint32_t number =
            spellings_.try_emplace(name, genre(name).value_or(next)).first->second;
        if (number == next) {
            names_.push_back(name);
            folded_.emplace(fold_case(name), number);
        }
        set.push_back(number);
    }
    sort_unique(set);
    const auto [at, is_new] =
        set_numbers_.try_emplace(set, static_cast<std::uint32_t>(sets_.size()));
    if (is_new) {
        sets_.push_back(std::move(set));
        counts_.push_back(0);
    }
    return at->second;
}

std::vector<char> GenreSets::with_all(const std::vector<std::string>& genres) const {
    std::vector<char> has_all(sets_.size(), 1);
    has_all[0] = 0;
    for (const auto& name : genres) {
        const auto number = genre(name);
        for (std::size_t set = 1; set < sets_.size(); ++set) {
            if (!number || !std::binary_search(sets_[set].begin(), sets_[set].end(), *number)) {
                has_all[set] = 0;
            }
        }
    }
    return has_all;
}

std::vector<FacetCount> GenreSets::genres_of(const std::vector<std::int64_t>& counts) const {
    std::vector<FacetCount> all;
    for (const auto& name : names_) all.push_back({name, 0});
    for (std::size_t set = 1; set < counts.size(); ++set) {
        for (const auto genre : sets_[set]) all[genre].count += counts[set];
    }
    std::erase_if(all, [](const FacetCount& genre) { return genre.count == 0; });
    std::sort(all.begin(), all.end(),
              [](const FacetCount& a, const FacetCount& b) { return a.value < b.value; });
    return all;
}

}  // namespace marquee::movie
