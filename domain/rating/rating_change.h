#pragma once

#include <optional>

#include "domain/rating/rating.h"

namespace marquee::rating {

/// One step of a batch: the user gives the record a score, or withdraws the one given.
struct RatingChange {
    Record record;
    UserId user;
    /// Nothing withdraws.
    std::optional<Score> score;
    /// When it was rated; nothing means now, or when the user gave that score that is there
    /// already. Of no meaning to a withdrawal.
    std::optional<Timestamp> rated_at;
};

/// What a change did. `unchanged`: the very same rating was there already.
/// `absent`: there was nothing to withdraw.
enum class ChangeEffect { created, replaced, unchanged, withdrawn, absent };

}  // namespace marquee::rating
