#include "interfaces/rpc/incoming_call.h"

#include <google/protobuf/message.h>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "prometheus/gauge.h"
#include "spdlog/spdlog.h"

#include "domain/shared/error.h"
#include "interfaces/rpc/message_bytes.h"
#include "interfaces/rpc/wire/call_metadata.h"

namespace marquee::rpc {
namespace {

using std::chrono::steady_clock;
using std::chrono::system_clock;

constexpr const char* kPushback = "grpc-retry-pushback-ms";

/// gRPC knows deadlines by the clock on the wall, and what has none by the end of time.
Call::Deadline deadline_of(const grpc::GenericCallbackServerContext& context,
                           Call::Deadline without) {
    const auto deadline = context.deadline();
    if (deadline == system_clock::time_point::max()) return without;
    return steady_clock::now() + (deadline - system_clock::now());
}

}  // namespace

grpc::Status grpc_status(const Status& status) {
    return {static_cast<grpc::StatusCode>(status.code), status.message, status.details};
}

IncomingCall::IncomingCall(Serving& serving, const Handler& handler,
                           grpc::GenericCallbackServerContext& context, Deadline without)
    : serving_(serving),
      handler_(handler),
      deadline_(deadline_of(context, without)),
      context_(context) {
    serving_.metrics.in_flight().Increment();
    StartRead(&request_);
}

IncomingCall::~IncomingCall() {
    serving_.metrics.in_flight().Decrement();
}

void IncomingCall::OnCancel() {
    cancelled_ = true;
    if (steady_clock::now() >= serving_.grace_until.load()) ++serving_.lost;
    over_.request_stop();
}

void IncomingCall::OnDone() {
    delete this;
}

Call IncomingCall::call() const {
    const auto& fields = context_.client_metadata();
    Call call = call_of(
        [&](std::string_view name) -> std::optional<std::string_view> {
            const auto field = fields.find(grpc::string_ref(name.data(), name.size()));
            if (field == fields.end()) return std::nullopt;
            return std::string_view(field->second.data(), field->second.size());
        },
        deadline_);
    call.cancelled = over_.get_token();
    return call;
}

Status IncomingCall::status_after(const std::function<void(const Call&, const Message&)>& work) {
    std::string request_id;
    try {
        const Call call = this->call();
        request_id = call.request_id;
        const auto request = handler_.new_request();
        if (!read(request_, *request)) {
            return {Status::internal, "the request can't be read", ""};
        }
        request_.Clear();
        work(call, *request);
        return {};
    } catch (const std::exception& failure) {
        if (dynamic_cast<const Error*>(&failure) == nullptr) {
            spdlog::error("{} failed: {} request={}", handler_.method.path(), failure.what(),
                          request_id);
        }
        return status_of(failure);
    }
}

Status IncomingCall::refusal(Refusal why, std::chrono::milliseconds pause) {
    serving_.metrics.refused(why);
    context_.AddTrailingMetadata(kPushback, std::to_string(pause.count()));
    return status_of(
        why == Refusal::draining
            ? Error(ErrorCode::unavailable, "a part of the server is going down")
            : Error(ErrorCode::resource_exhausted, "a part of the server has too much to do"));
}

}  // namespace marquee::rpc
