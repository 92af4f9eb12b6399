#include "infrastructure/identity/rpc_token_check.h"

#include "interfaces/rpc/wire/messages.h"
#include "interfaces/rpc/wire/reading.h"
#include "marquee/v1/identity.pb.h"

namespace marquee::identity {
namespace {

/// Nobody gave out one with more bytes.
constexpr std::size_t kLongestToken = std::size_t{16} << 20;

TokenRefusal refusal_of(v1::CheckTokenResponse::Refusal refusal) {
    switch (refusal) {
        case v1::CheckTokenResponse::EXPIRED:
            return TokenRefusal::expired;
        case v1::CheckTokenResponse::ENDED:
            return TokenRefusal::ended;
        case v1::CheckTokenResponse::INVALID:
        default:
            // A reason of a newer Marquee is no reason to let anybody in.
            return TokenRefusal::invalid;
    }
}

TokenFacts facts_of(const v1::TokenFacts& message) {
    TokenFacts facts;
    facts.caller = rpc::read(message.caller());
    facts.name = message.name();
    facts.token_id = message.token_id();
    if (message.has_api_key_id()) facts.api_key.emplace(message.api_key_id());
    if (message.has_key_used_at()) facts.key_used_at = rpc::read(message.key_used_at());
    facts.issued_at = rpc::read(message.issued_at());
    if (message.has_expires_at()) facts.expires_at = rpc::read(message.expires_at());
    return facts;
}

}  // namespace

RpcTokenCheck::RpcTokenCheck(rpc::Channel& channel)
    : channel_(channel), check_token_("marquee.v1.Identity.CheckToken") {}

TokenVerdict RpcTokenCheck::check(const Call& call, std::string_view token) {
    // It would find no room in a message, and nothing of the kind was ever good.
    if (token.size() > kLongestToken) return TokenRefusal::invalid;
    v1::CheckTokenRequest request;
    request.set_token(std::string(token));
    const auto response = rpc::ask<v1::CheckTokenResponse>(channel_, call, check_token_, request);
    switch (response.verdict_case()) {
        case v1::CheckTokenResponse::kFacts:
            return rpc::reading(check_token_, [&] { return facts_of(response.facts()); });
        case v1::CheckTokenResponse::kRefusal:
            return refusal_of(response.refusal());
        case v1::CheckTokenResponse::VERDICT_NOT_SET:
            break;
    }
    // A case of a newer Marquee, or a mistake.
    rpc::refuse_answer(check_token_, "it says neither yes nor no");
}

}  // namespace marquee::identity
