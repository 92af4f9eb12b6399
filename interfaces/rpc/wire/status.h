#pragma once

#include <exception>
#include <string>

#include "interfaces/rpc/wire/method.h"

namespace marquee::rpc {

/// How a call ended, as gRPC puts it.
struct Status {
    /// gRPC's codes (https://grpc.io/docs/guides/status-codes), by their numbers.
    enum Code : int {
        ok = 0,
        cancelled = 1,
        unknown = 2,
        invalid_argument = 3,
        deadline_exceeded = 4,
        not_found = 5,
        already_exists = 6,
        permission_denied = 7,
        resource_exhausted = 8,
        failed_precondition = 9,
        aborted = 10,
        out_of_range = 11,
        unimplemented = 12,
        internal = 13,
        unavailable = 14,
        data_loss = 15,
        unauthenticated = 16,
    };

    Code code = ok;
    std::string message;
    /// A google.rpc.Status with a marquee.v1.Error, when the other side said what went wrong in our
    /// words. Of an internal failure it has no more than that it is one.
    std::string details;
};

/// For the answer to a call that ended by `failure`. An exception that is no Error becomes
/// `internal`, and what it says stays here.
Status status_of(const std::exception& failure);

/// Whether the other side says what went wrong in our words. If not, gRPC did on either side, or
/// something between.
bool in_our_words(const Status& status);

/// For a caller whose call ended by `status`, which isn't ok: throws what Channel::call promises.
/// `maybe_asked`: the request may have reached the other side.
[[noreturn]] void throw_failure(const Status& status, const Method& method, bool maybe_asked);

}  // namespace marquee::rpc
