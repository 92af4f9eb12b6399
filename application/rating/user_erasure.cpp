#include "application/rating/user_erasure.h"

#include <algorithm>
#include <exception>
#include <utility>
#include <variant>

#include "domain/shared/error.h"

namespace marquee::rating {
namespace {

/// Ratings removed in one transaction, whose records nobody else can rate meanwhile.
constexpr std::size_t kPortion = 200;
constexpr std::size_t kPage = 100;
constexpr std::size_t kEvents = 100;

}  // namespace

UserErasure::UserErasure(RatingRepository& repository, ErasureRegister& erasures,
                         EventFeed& accounts, Clock clock, std::chrono::milliseconds longest_write)
    : repository_(repository),
      erasures_(erasures),
      accounts_(accounts),
      clock_(std::move(clock)),
      longest_write_(longest_write) {}

void UserErasure::tend(const std::function<Call()>& new_call, Call::Deadline wait_until) {
    // Asked before the register is, so that an account that is erased meanwhile ends the wait.
    const auto position = accounts_.last_position(new_call());
    work_on_all(new_call);
    await_erasure(new_call, position, wait_until);
}

void UserErasure::work_on_all(const std::function<Call()>& new_call) {
    std::exception_ptr failure;
    std::optional<UserId> after;
    for (bool more = true; more;) {
        const auto page = erasures_.unfinished(new_call(), after, kPage);
        for (const auto& erasure : page) {
            if (stopped_) return;
            try {
                work_on(new_call, erasure);
            } catch (const Error&) {
                failure = std::current_exception();
            }
        }
        more = page.size() == kPage;
        if (more) after = page.back().user;
    }
    if (failure) std::rethrow_exception(failure);
}

void UserErasure::work_on(const std::function<Call()>& new_call, const UnfinishedErasure& erasure) {
    const Timestamp started =
        erasure.started_at ? *erasure.started_at : start(new_call, erasure.user);
    std::int64_t reported = erasure.removed;
    for (bool complete = false; !complete && !stopped_;) {
        const bool settled = clock_() >= started + longest_write_;
        const auto removal = repository_.remove_some_of_user(new_call(), erasure.user, kPortion);
        complete = removal.complete;
        const bool done = complete && settled;
        if (!done && removal.removed <= reported) continue;
        erasures_.report(new_call(), erasure.user, {clock_(), removal.removed, done});
        reported = removal.removed;
    }
}

Timestamp UserErasure::start(const std::function<Call()>& new_call, const UserId& user) {
    repository_.refuse_user(new_call(), user);
    // The time after that: every write that was not refused has begun by now.
    const Timestamp now = clock_();
    erasures_.report(new_call(), user, {now, 0, false});
    return now;
}

void UserErasure::await_erasure(const std::function<Call()>& new_call, std::int64_t position,
                                Call::Deadline wait_until) {
    while (!stopped_) {
        const auto answer = accounts_.read(new_call(), position, kEvents, wait_until);
        const auto* events = std::get_if<std::vector<Event>>(&answer);
        // Of those that were pruned meanwhile nobody knows what they were.
        if (events == nullptr || events->empty()) return;
        const bool erased = std::ranges::any_of(
            *events, [](const Event& event) { return event.type == "account.erased"; });
        if (erased) return;
        position = events->back().position;
    }
}

}  // namespace marquee::rating
