#include "infrastructure/rpc/peer_channel.h"

#include <algorithm>
#include <condition_variable>
#include <google/protobuf/message.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <mutex>
#include <stop_token>

#include "domain/shared/error.h"
#include "infrastructure/rpc/grpc_attempt.h"
#include "infrastructure/rpc/peer.h"
#include "infrastructure/rpc/peer_connection.h"
#include "infrastructure/rpc/peer_metrics.h"
#include "infrastructure/rpc/peer_stream.h"

namespace marquee::rpc {
namespace {

using google::protobuf::Message;
using std::chrono::steady_clock;

Peer::Connect connector(const PeerConnection& options) {
    return [options, credentials = credentials_of(options.security)](const std::string& address) {
        return connect(address, options, credentials);
    };
}

Attempt attempt_at(grpc::Channel& channel, const Call& call, Call::Deadline until,
                   const Method& method, const Message& request, Message& answer) {
    const auto began = steady_clock::now();
    grpc::ClientContext context;
    prepare(context, call);
    if (until < call.deadline) context.set_deadline(in_grpc(until));
    const std::stop_callback cancel(call.cancelled, [&] { context.TryCancel(); });
    const grpc::internal::RpcMethod rpc(method.path().c_str(),
                                        grpc::internal::RpcMethod::NORMAL_RPC);
    const auto status = grpc::internal::BlockingUnaryCall<Message, Message>(&channel, rpc, &context,
                                                                            request, &answer);
    auto attempt = attempt_of(context, status, call, began);
    attempt.shared = until < call.deadline;
    return attempt;
}

/// False when the call would be over by then, or was given up meanwhile.
bool wait(const Call& call, std::chrono::milliseconds time) {
    const auto until = steady_clock::now() + time;
    if (until >= call.deadline) return false;
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any given_up;
    given_up.wait_until(lock, call.cancelled, until, [] { return false; });
    return !call.cancelled.stop_requested();
}

void expect_time_left(const Call& call) {
    if (!call.expired()) return;
    throw Error(ErrorCode::deadline_exceeded, "the answer did not come in time");
}

[[noreturn]] void throw_unreachable(const Call& call) {
    expect_time_left(call);
    throw Error(ErrorCode::unavailable, "a part of the server can't be reached");
}

void expect_admission(Peer& peer, const Call& call) {
    expect_time_left(call);
    if (peer.admits()) return;
    throw Error(ErrorCode::unavailable, "a part of the server has too much to do");
}

}  // namespace

PeerChannel::PeerChannel(const std::string& peer, const discovery::EndpointSource& source,
                         const PeerConnection& connection, const PeerOptions& options,
                         prometheus::Registry& metrics)
    : metrics_(std::make_unique<PeerMetrics>(peer, metrics)),
      peer_(std::make_unique<Peer>(source, connector(connection), options, *metrics_)) {}

PeerChannel::~PeerChannel() = default;

void PeerChannel::call(const Call& asked, const Method& method, const Message& request,
                       Message& answer) {
    require_sendable(request);
    Call call = asked;
    if (const auto timeout = peer_->options().call_timeout) {
        call.deadline = std::min(asked.deadline, steady_clock::now() + *timeout);
    }
    expect_admission(*peer_, call);
    std::vector<Peer::Chosen> tried;
    Attempt last;
    while (auto instance = peer_->choose(call, method.repeatable(), tried)) {
        const auto until = peer_->share_of(call, method.repeatable(), tried, instance);
        last = attempt_at(*instance->channel, call, until, method, request, answer);
        peer_->ended(*instance, last);
        if (last.status.code == Status::ok) return;
        tried.push_back(std::move(instance));
        const auto pause = peer_->retry_after(last, method.repeatable(), tried);
        if (!pause || !wait(call, *pause)) break;
    }
    if (tried.empty()) throw_unreachable(call);
    throw_failure(last, method);
}

std::unique_ptr<AnswerStream> PeerChannel::open(const Call& call, const Method& method,
                                                const Message& request) {
    require_sendable(request);
    expect_admission(*peer_, call);
    auto instance = peer_->choose(call, method.repeatable(), {});
    if (!instance) throw_unreachable(call);
    return open_stream(*peer_, std::move(instance), call, method, request);
}

PeerOptions PeerChannel::options() const {
    return peer_->options();
}

void PeerChannel::change(const PeerOptions& options) {
    peer_->change(options);
}

std::vector<InstanceStatus> PeerChannel::instances() const {
    return peer_->instances();
}

}  // namespace marquee::rpc
