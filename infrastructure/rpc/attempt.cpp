#include "infrastructure/rpc/attempt.h"

#include <algorithm>
#include <charconv>

namespace marquee::rpc {
namespace {

using Milliseconds = std::chrono::milliseconds;

/// A peer that had less time is not to blame.
constexpr Milliseconds kPatience{100};
/// An attempt that had less could fail for no reason.
constexpr Milliseconds kLeastShare{200};
/// Nobody waits longer than that anyhow.
constexpr Milliseconds kLongestPushback{600'000};

/// None for a value that says not to come again, as do negative ones and what is no number.
std::optional<Milliseconds> wait_in(const std::string& pushback) {
    Milliseconds::rep value = -1;
    const char* end = pushback.data() + pushback.size();
    const auto read = std::from_chars(pushback.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end || value < 0) return std::nullopt;
    return std::min(Milliseconds(value), kLongestPushback);
}

Milliseconds jitter(const RetryOptions& options, int number, double random) {
    const auto longest =
        std::min(options.first_wait * (1 << std::min(number - 1, 16)), options.longest_wait);
    return std::chrono::duration_cast<Milliseconds>(longest * random);
}

}  // namespace

Outcome outcome_of(const Attempt& attempt) {
    const auto& status = attempt.status;
    if (attempt.pushback && status.code == Status::resource_exhausted) return Outcome::refused;
    if (attempt.pushback && status.code == Status::unavailable) return Outcome::leaving;
    // The peer knows no other deadline, and may have been the first to see that it is over.
    if (attempt.shared && status.code == Status::deadline_exceeded) return Outcome::timed_out;
    // Who says what went wrong in our words has worked on it.
    if (in_our_words(status)) return Outcome::answered;
    switch (status.code) {
        case Status::unavailable:
            return attempt.sent ? Outcome::lost : Outcome::not_sent;
        case Status::cancelled:
            // By a server that stops, when not from here.
            return attempt.cancelled ? Outcome::abandoned : Outcome::lost;
        case Status::deadline_exceeded:
            return attempt.took >= kPatience ? Outcome::timed_out : Outcome::abandoned;
        case Status::internal:
        case Status::unknown:
        case Status::data_loss:
            // gRPC says so of what it can't make sense of, at either end.
            return Outcome::lost;
        default:
            return Outcome::answered;
    }
}

Call::Deadline share_of(Call::Deadline deadline, Call::Deadline now) {
    if (deadline == Call::Deadline::max()) return deadline;
    const auto half = (deadline - now) / 2;
    return half < kLeastShare ? deadline : now + half;
}

void throw_failure(const Attempt& attempt, const Method& method) {
    const auto outcome = outcome_of(attempt);
    Status status = attempt.status;
    if (outcome == Outcome::lost) status.code = Status::unavailable;
    throw_failure(status, method, outcome == Outcome::lost);
}

std::optional<Milliseconds> retry_after(const RetryOptions& options, const Attempt& attempt,
                                        int number, bool repeatable, bool elsewhere,
                                        double random) {
    if (!options.on || number >= options.attempts) return std::nullopt;
    switch (outcome_of(attempt)) {
        case Outcome::answered:
        case Outcome::abandoned:
            return std::nullopt;
        case Outcome::timed_out:
            if (!repeatable || !attempt.shared) return std::nullopt;
            return Milliseconds::zero();
        case Outcome::lost:
            if (!repeatable) return std::nullopt;
            break;
        case Outcome::not_sent:
        case Outcome::leaving:
            if (elsewhere) return Milliseconds::zero();
            break;
        case Outcome::refused: {
            const auto wait = wait_in(*attempt.pushback);
            if (!wait) return std::nullopt;
            // All whom it turns away are told the same; they must not come back together.
            return *wait + jitter(options, number, random);
        }
    }
    return jitter(options, number, random);
}

bool costs_budget(Outcome outcome) {
    return outcome != Outcome::not_sent && outcome != Outcome::leaving;
}

}  // namespace marquee::rpc
