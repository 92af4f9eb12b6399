#include "infrastructure/search/known_terms.h"

#include <functional>

namespace marquee::search {

KnownTerms::KnownTerms(std::size_t count) : words_(count / 8 + 1) {}

void KnownTerms::add(std::string_view term) {
    const Place place = place_of(term);
    words_[place.word].fetch_or(place.bits, std::memory_order_relaxed);
}

bool KnownTerms::may_have(std::string_view term) const {
    const Place place = place_of(term);
    return (words_[place.word].load(std::memory_order_relaxed) & place.bits) == place.bits;
}

KnownTerms::Place KnownTerms::place_of(std::string_view term) const {
    constexpr int kBits = 4;
    const std::uint64_t hash = std::hash<std::string_view>()(term);
    Place place{static_cast<std::size_t>((hash >> 24) % words_.size()), 0};
    for (int i = 0; i < kBits; ++i) place.bits |= std::uint64_t{1} << (hash >> (6 * i) & 63U);
    return place;
}

}  // namespace marquee::search
