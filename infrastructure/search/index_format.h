#pragma once

#include <xapian.h>

#include "infrastructure/search/text_index.h"

namespace marquee::search {

/// Changes with what documents are found by: an index of another format is of no use. Kept in the
/// index under "format".
inline constexpr const char* kIndexFormat = "1";

/// Runs `work`, and says in our words that the index is damaged.
template <class F>
auto guarded(F&& work) {
    try {
        return work();
    } catch (const Xapian::Error& error) {
        throw IndexDamaged(error.get_type() + (": " + error.get_msg()));
    }
}

}  // namespace marquee::search
