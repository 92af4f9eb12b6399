#include "interfaces/identity/rpc_methods.h"

#include <stdexcept>
#include <string>

#include "domain/shared/error.h"
#include "interfaces/rpc/wire/messages.h"
#include "marquee/v1/identity.pb.h"

namespace marquee::identity {
namespace {

constexpr std::uint32_t kMostErasures = 1000;

v1::CheckTokenResponse::Refusal message_of(TokenRefusal refusal) {
    switch (refusal) {
        case TokenRefusal::invalid:
            return v1::CheckTokenResponse::INVALID;
        case TokenRefusal::expired:
            return v1::CheckTokenResponse::EXPIRED;
        case TokenRefusal::ended:
            return v1::CheckTokenResponse::ENDED;
    }
    throw std::logic_error("a refusal without a message");
}

void write(const TokenFacts& facts, v1::TokenFacts& message) {
    rpc::write(facts.caller, *message.mutable_caller());
    message.set_name(facts.name);
    message.set_token_id(facts.token_id);
    if (facts.api_key) message.set_api_key_id(facts.api_key->text());
    if (facts.key_used_at) rpc::write(*facts.key_used_at, *message.mutable_key_used_at());
    rpc::write(facts.issued_at, *message.mutable_issued_at());
    if (facts.expires_at) rpc::write(*facts.expires_at, *message.mutable_expires_at());
}

v1::CheckTokenResponse check_token(TokenCheck& check, const Call& call,
                                   const v1::CheckTokenRequest& request) {
    v1::CheckTokenResponse response;
    const auto verdict = check.check(call, request.token());
    if (const auto* refusal = std::get_if<TokenRefusal>(&verdict)) {
        response.set_refusal(message_of(*refusal));
    } else {
        write(std::get<TokenFacts>(verdict), *response.mutable_facts());
    }
    return response;
}

v1::UnfinishedErasuresResponse unfinished(ErasureService& erasures, const Call& call,
                                          const v1::UnfinishedErasuresRequest& request) {
    if (request.limit() < 1 || request.limit() > kMostErasures) {
        throw invalid_field("limit", "must be from 1 to " + std::to_string(kMostErasures));
    }
    std::optional<AccountId> after;
    if (request.has_after()) after.emplace(request.after());
    v1::UnfinishedErasuresResponse response;
    for (const auto& erasure : erasures.unfinished(call, after, request.limit())) {
        auto& message = *response.add_erasures();
        message.set_account_id(erasure.account.text());
        if (erasure.started_at) rpc::write(*erasure.started_at, *message.mutable_started_at());
        message.set_ratings_removed(erasure.ratings_removed);
    }
    return response;
}

v1::ReportErasureResponse report(ErasureService& erasures, const Call& call,
                                 const v1::ReportErasureRequest& request) {
    erasures.report(call, AccountId(request.account_id()),
                    {rpc::read(request.at()), request.ratings_removed(), request.done()});
    return {};
}

}  // namespace

rpc::Handlers identity_methods(TokenCheck& check, ErasureService& erasures) {
    return {
        rpc::handler<v1::CheckTokenRequest, v1::CheckTokenResponse>(
            "marquee.v1.Identity.CheckToken",
            [&](const Call& call, const auto& request) {
                return check_token(check, call, request);
            }),
        rpc::handler<v1::UnfinishedErasuresRequest, v1::UnfinishedErasuresResponse>(
            "marquee.v1.Identity.UnfinishedErasures",
            [&](const Call& call, const auto& request) {
                return unfinished(erasures, call, request);
            }),
        rpc::handler<v1::ReportErasureRequest, v1::ReportErasureResponse>(
            "marquee.v1.Identity.ReportErasure",
            [&](const Call& call, const auto& request) { return report(erasures, call, request); }),
    };
}

}  // namespace marquee::identity
