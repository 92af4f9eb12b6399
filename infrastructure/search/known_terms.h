#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace marquee::search {

/// Tells terms that no document has from those that some may have, in memory: a Bloom filter. Half
/// of the terms that searches are made of are in no document. Any thread may ask while others add.
class KnownTerms {
public:
    /// With room for so many; more are taken, but tell less. 8 bits for each.
    explicit KnownTerms(std::size_t count);

    void add(std::string_view term);
    /// False only for terms that were never added; of these, true for one in a hundred.
    bool may_have(std::string_view term) const;

private:
    /// A term's bits are all in one of the words: to ask is one cache miss.
    struct Place {
        std::size_t word;
        std::uint64_t bits;
    };
    Place place_of(std::string_view term) const;

    std::vector<std::atomic<std::uint64_t>> words_;
};

}  // namespace marquee::search
