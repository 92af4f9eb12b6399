#include "interfaces/rpc/wire/call_metadata.h"

#include "domain/shared/error.h"
#include "marquee/v1/shared.pb.h"

namespace marquee::rpc {
namespace {

constexpr const char* kRequestId = "x-request-id";
constexpr const char* kTrace = "traceparent";
constexpr const char* kCaller = "marquee-caller-bin";

v1::Caller::Kind kind_of(Caller::Kind kind) {
    switch (kind) {
        case Caller::Kind::anonymous:
            return v1::Caller::ANONYMOUS;
        case Caller::Kind::account:
            return v1::Caller::ACCOUNT;
        case Caller::Kind::system:
            return v1::Caller::SYSTEM;
    }
    throw std::logic_error("a kind of callers without a name");
}

std::string text_of(const Caller& caller) {
    v1::Caller message;
    message.set_kind(kind_of(caller.kind));
    message.set_account_id(caller.account_id);
    message.set_role(std::string(name_of(caller.role)));
    message.set_limit(marquee::text_of(caller.limit));
    message.set_session_id(caller.session_id);
    return message.SerializeAsString();
}

[[noreturn]] void refuse() {
    throw Error(ErrorCode::invalid, std::string(kCaller) + " can't be read");
}

Caller caller_in(std::string_view text) {
    v1::Caller message;
    if (!message.ParseFromArray(text.data(), static_cast<int>(text.size()))) refuse();
    const auto role = role_named(message.role());
    const auto limit = parse_scopes(message.limit());
    if (!role || !limit) refuse();
    switch (message.kind()) {
        case v1::Caller::ANONYMOUS:
            return {};
        case v1::Caller::SYSTEM:
            return Caller::of_system();
        case v1::Caller::ACCOUNT: {
            Caller caller = Caller::of_account(message.account_id(), *role, *limit);
            caller.session_id = message.session_id();
            return caller;
        }
        default:
            // Of a newer Marquee, or not ours at all.
            refuse();
    }
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
