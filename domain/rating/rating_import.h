#pragma once

#include <cstdint>
#include <vector>

#include "domain/rating/rating.h"

namespace marquee::rating {

/// Ratings of one record that are taken in from elsewhere, in the ascending order of their users,
/// each of whom is there once.
struct RecordImport {
    struct Opinion {
        UserId user;
        Score score;
        Timestamp rated_at;
    };

    RecordId record;
    std::vector<Opinion> opinions;
};

/// What an import did. `unchanged`: the very same rating was there already.
struct ImportEffects {
    std::int64_t created = 0;
    std::int64_t replaced = 0;
    std::int64_t unchanged = 0;

    bool operator==(const ImportEffects&) const = default;
};

/// Throws Error(invalid) unless the records are in ascending order, each there once, and the users
/// of each as RecordImport says.
void require_order(const std::vector<RecordImport>& records);

}  // namespace marquee::rating
