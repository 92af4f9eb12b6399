#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "domain/shared/call.h"
#include "infrastructure/rpc/peer_options.h"
#include "interfaces/rpc/wire/status.h"

namespace marquee::rpc {

/// What came of one attempt at a call.
struct Attempt {
    Status status = {};
    /// The value of grpc-retry-pushback-ms, by which a server says that it did nothing.
    std::optional<std::string> pushback = {};
    /// A connection took the request.
    bool sent = false;
    /// By whoever made the call.
    bool cancelled = false;
    /// It had a share of the call's time, not all of it.
    bool shared = false;
    std::chrono::nanoseconds took{0};
};

/// What an attempt means.
enum class Outcome {
    /// The peer worked on it, whatever it said then.
    answered,
    /// The peer turned it away, and did nothing.
    refused,
    /// The same, and because it is going down.
    leaving,
    /// It did not get as far as the peer.
    not_sent,
    /// The connection broke, or the peer stopped; nobody knows how far it got.
    lost,
    /// The peer had some time, and did not answer in it.
    timed_out,
    /// The caller gave up, or never gave it time.
    abandoned,
};

Outcome outcome_of(const Attempt& attempt);

/// Until when an attempt may take of a call that has time until `deadline`, and that another
/// instance can get after it: half of what is left, so that one which takes calls and never answers
/// does not cost all of it. Of very little, all.
Call::Deadline share_of(Call::Deadline deadline, Call::Deadline now);

/// Throws what Channel::call promises for an attempt that failed.
[[noreturn]] void throw_failure(const Attempt& attempt, const Method& method);

/// How long to wait before the next attempt; none when there must not be one. `number` is 1 for the
/// first attempt, `repeatable` says that the request may be handled twice, `elsewhere` that another
/// instance would get it, and `random` is from [0, 1).
std::optional<std::chrono::milliseconds> retry_after(const RetryOptions& options,
                                                     const Attempt& attempt, int number,
                                                     bool repeatable, bool elsewhere,
                                                     double random);

/// Whether another attempt after this outcome is work that the peer may have had already.
bool costs_budget(Outcome outcome);

}  // namespace marquee::rpc
