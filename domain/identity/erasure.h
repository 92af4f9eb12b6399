#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/identity/ids.h"
#include "domain/shared/clock.h"

namespace marquee::identity {

/// How far an erasure has come. `pending`: the account itself is gone, and context rating has not
/// begun yet.
enum class ErasureStatus { pending, removing_ratings, done };

/// The status's name as clients see it, such as "removing_ratings".
std::string_view name_of(ErasureStatus status);

/// The removal of what other contexts have of an account that was erased. Of the account it knows
/// no more than the id.
struct Erasure {
    AccountId account;
    Timestamp requested_at{};
    /// When the removal of its ratings began: later ones are refused since.
    std::optional<Timestamp> started_at;
    std::int64_t ratings_removed = 0;
    std::optional<Timestamp> finished_at;

    ErasureStatus status() const;

    bool operator==(const Erasure&) const = default;
};

/// What is told of an erasure by the one who works on it.
struct ErasureProgress {
    Timestamp at{};
    /// In all.
    std::int64_t ratings_removed = 0;
    /// Nothing is left, and nothing can come.
    bool done = false;
};

}  // namespace marquee::identity
