#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "domain/shared/caller.h"

namespace marquee {

/// What travels with one request through every port: until when an answer is of use, by which names
/// the request is known in logs here and elsewhere, and who makes it.
struct Call {
    using Deadline = std::chrono::steady_clock::time_point;

    /// After this no one waits for the answer; whoever may wait checks it first.
    Deadline deadline = Deadline::max();
    std::string request_id;
    /// The W3C `traceparent` of the request; empty when there is none.
    std::string trace_parent;
    Caller caller = {};
    /// Whether whoever asked has gone away meanwhile.
    std::stop_token cancelled = {};

    /// The same, made by Marquee itself: for the steps of work that somebody was allowed to begin.
    Call by_system() const {
        Call own = *this;
        own.caller = Caller::of_system();
        return own;
    }

    /// Nobody waits for the answer any more.
    bool expired(Deadline now = std::chrono::steady_clock::now()) const {
        return now >= deadline || cancelled.stop_requested();
    }
};

}  // namespace marquee
