#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "domain/rating/record.h"
#include "domain/shared/call.h"
#include "domain/shared/clock.h"

namespace marquee::rating {

/// A user whose account was erased, and how far the removal of their ratings is.
struct UnfinishedErasure {
    UserId user;
    /// When they began to be refused; nothing when they are not yet.
    std::optional<Timestamp> started_at;
    /// Ratings that were removed, as it was told last.
    std::int64_t removed = 0;
};

/// What is told of a user's erasure.
struct ErasureReport {
    Timestamp at{};
    /// Ratings that were removed, in all.
    std::int64_t removed = 0;
    /// None are left, and none can come.
    bool done = false;
};

/// What context `rating` asks of, and tells, the one that knows which accounts were erased. Every
/// method throws Error(unavailable) or Error(deadline_exceeded) when that can't be reached, and a
/// report Error(unknown_outcome) when its fate is unknown. Callable from any thread.
class ErasureRegister {
public:
    virtual ~ErasureRegister() = default;

    /// Up to `limit` (≥ 1) erasures that are not done, of users whose ids follow `after`, from the
    /// first one without it, in the byte order of their ids.
    virtual std::vector<UnfinishedErasure> unfinished(const Call& call,
                                                      const std::optional<UserId>& after,
                                                      std::size_t limit) = 0;

    /// May be repeated, and may come late: it never undoes progress.
    virtual void report(const Call& call, const UserId& user, const ErasureReport& report) = 0;
};

}  // namespace marquee::rating
