#pragma once

#include <chrono>
#include <grpc/support/time.h>

#include "domain/shared/call.h"
#include "infrastructure/rpc/attempt.h"

namespace grpc {
class ClientContext;
class Status;
}  // namespace grpc

namespace marquee::rpc {

/// As gRPC counts time, by a clock that nobody sets.
gpr_timespec in_grpc(Call::Deadline deadline);

/// Gives an attempt at `call` its metadata and deadline.
void prepare(grpc::ClientContext& context, const Call& call);

/// What came of an attempt that was begun at `began` and is over now.
Attempt attempt_of(const grpc::ClientContext& context, const grpc::Status& status, const Call& call,
                   std::chrono::steady_clock::time_point began);

}  // namespace marquee::rpc
