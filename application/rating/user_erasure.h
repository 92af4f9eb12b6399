#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>

#include "application/rating/erasure_register.h"
#include "domain/rating/rating_repository.h"
#include "domain/shared/event.h"

namespace marquee::rating {

/// The process that removes the ratings of users whose accounts were erased: it refuses their
/// scores first, then removes in portions what there is, and is done when none are left and no
/// write can be under way that began before they were refused.
///
/// The register says what is left to do, the feed of accounts only when to look. Each step is
/// recorded before the next and may be repeated, so a process that was cut off anywhere is
/// continued by any instance, and several may work at a time. `tend` is meant to be called again
/// and again by one thread; `stop` from any.
class UserErasure {
public:
    /// All outlive the process. `longest_write` is how long a write of ratings may take, on any
    /// instance, and by how much the instances' clocks may differ besides.
    UserErasure(RatingRepository& repository, ErasureRegister& erasures, EventFeed& accounts,
                Clock clock, std::chrono::milliseconds longest_write);

    /// Works on all erasures as far as it can, then waits until `wait_until` for another one. An
    /// erasure that fails does not hold up the others; then throws what it failed by.
    void tend(const std::function<Call()>& new_call, Call::Deadline wait_until);

    /// Ends what goes on, soon.
    void stop() { stopped_ = true; }

private:
    void work_on_all(const std::function<Call()>& new_call);
    void work_on(const std::function<Call()>& new_call, const UnfinishedErasure& erasure);
    Timestamp start(const std::function<Call()>& new_call, const UserId& user);
    void await_erasure(const std::function<Call()>& new_call, std::int64_t position,
                       Call::Deadline wait_until);

    RatingRepository& repository_;
    ErasureRegister& erasures_;
    EventFeed& accounts_;
    Clock clock_;
    std::chrono::milliseconds longest_write_;
    std::atomic<bool> stopped_ = false;
};

}  // namespace marquee::rating
