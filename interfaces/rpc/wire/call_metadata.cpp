#include "interfaces/rpc/wire/call_metadata.h"

#include "domain/shared/error.h"
#include "interfaces/rpc/wire/messages.h"
#include "marquee/v1/shared.pb.h"

namespace marquee::rpc {
namespace {

constexpr const char* kRequestId = "x-request-id";
constexpr const char* kTrace = "traceparent";
constexpr const char* kCaller = "marquee-caller-bin";

std::string text_of(const Caller& caller) {
    v1::Caller message;
    write(caller, message);
    return message.SerializeAsString();
}

Caller caller_in(std::string_view text) {
    v1::Caller message;
    if (!message.ParseFromArray(text.data(), static_cast<int>(text.size()))) {
        throw Error(ErrorCode::invalid, std::string(kCaller) + " can't be read");
    }
    return read(message);
}

}  // namespace

Metadata metadata_of(const Call& call) {
    Metadata metadata;
    if (!call.request_id.empty()) metadata.emplace_back(kRequestId, call.request_id);
    if (!call.trace_parent.empty()) metadata.emplace_back(kTrace, call.trace_parent);
    if (call.caller.kind != Caller::Kind::anonymous) {
        metadata.emplace_back(kCaller, text_of(call.caller));
    }
    return metadata;
}

Call call_of(const std::function<std::optional<std::string_view>(std::string_view name)>& find,
             Call::Deadline deadline) {
    Call call;
    call.deadline = deadline;
    call.request_id = find(kRequestId).value_or("");
    call.trace_parent = find(kTrace).value_or("");
    if (const auto caller = find(kCaller)) call.caller = caller_in(*caller);
    return call;
}

}  // namespace marquee::rpc
