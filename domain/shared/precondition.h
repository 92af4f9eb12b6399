#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace marquee {

/// Distinguishes the states that a stored thing has had: it grows with each change, and, as long as
/// clocks don't go back, with removal and creation anew (but for those of one millisecond).
using Revision = std::int64_t;

/// What a writer says must hold of the stored thing at the moment of writing (RFC 9110, 13.1).
struct Precondition {
    enum class Existence { either, must_exist, must_not_exist };

    Existence existence = Existence::either;
    /// The stored thing has one of these revisions; an empty list never holds.
    std::optional<std::vector<Revision>> revisions;

    /// Whether the writer asked for anything.
    bool any() const { return existence != Existence::either || revisions; }

    /// Throws Error(precondition_failed) unless it holds of `current`, which is nothing when the
    /// thing does not exist.
    void require(const std::optional<Revision>& current) const;
};

}  // namespace marquee
