#include "infrastructure/rpc/grpc_attempt.h"

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include "interfaces/rpc/wire/call_metadata.h"

namespace marquee::rpc {
namespace {

constexpr const char* kPushback = "grpc-retry-pushback-ms";
/// How gRPC begins what it says of a request that it had no connection for.
constexpr std::string_view kNoConnection = "failed to connect to all addresses";

/// Of a request that could not be sent, gRPC only knows the name that it looked for. It sends again
/// by itself what surely nobody has handled; when there is no connection for that, nothing was
/// done.
bool sent(const grpc::ClientContext& context, const grpc::Status& status) {
    const auto peer = context.peer();
    const bool connected = peer.starts_with("ipv4:") || peer.starts_with("ipv6:");
    return connected && !status.error_message().starts_with(kNoConnection);
}

}  // namespace

gpr_timespec in_grpc(Call::Deadline deadline) {
    const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(
        deadline - std::chrono::steady_clock::now());
    return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                        gpr_time_from_nanos(left.count(), GPR_TIMESPAN));
}

void prepare(grpc::ClientContext& context, const Call& call) {
    for (const auto& [name, value] : metadata_of(call)) context.AddMetadata(name, value);
    if (call.deadline != Call::Deadline::max()) context.set_deadline(in_grpc(call.deadline));
}

Attempt attempt_of(const grpc::ClientContext& context, const grpc::Status& status, const Call& call,
                   std::chrono::steady_clock::time_point began) {
    Attempt attempt;
    attempt.took = std::chrono::steady_clock::now() - began;
    if (status.ok()) {
        attempt.sent = true;
        return attempt;
    }
    attempt.status = {static_cast<Status::Code>(status.error_code()), status.error_message(),
                      status.error_details()};
    attempt.sent = sent(context, status);
    attempt.cancelled = call.cancelled.stop_requested();
    const auto& trailers = context.GetServerTrailingMetadata();
    if (const auto found = trailers.find(kPushback); found != trailers.end()) {
        attempt.pushback.emplace(found->second.data(), found->second.size());
    }
    return attempt;
}

}  // namespace marquee::rpc
