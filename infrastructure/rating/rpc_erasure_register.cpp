#include "infrastructure/rating/rpc_erasure_register.h"

#include <algorithm>

#include "interfaces/rpc/wire/messages.h"
#include "interfaces/rpc/wire/reading.h"
#include "marquee/v1/identity.pb.h"

namespace marquee::rating {
namespace {

/// Asked for at a time, at most.
constexpr std::size_t kPage = 1000;

UnfinishedErasure erasure_of(const v1::UnfinishedErasure& message) {
    UnfinishedErasure erasure{UserId(message.account_id()), {}, message.ratings_removed()};
    if (message.has_started_at()) erasure.started_at = rpc::read(message.started_at());
    return erasure;
}

}  // namespace

RpcErasureRegister::RpcErasureRegister(rpc::Channel& channel)
    : channel_(channel),
      unfinished_("marquee.v1.Identity.UnfinishedErasures"),
      report_("marquee.v1.Identity.ReportErasure") {}

std::vector<UnfinishedErasure> RpcErasureRegister::unfinished(const Call& call,
                                                              const std::optional<UserId>& after,
                                                              std::size_t limit) {
    std::vector<UnfinishedErasure> result;
    v1::UnfinishedErasuresRequest request;
    if (after) request.set_after(after->text());
    while (result.size() < limit) {
        const auto wanted = std::min(kPage, limit - result.size());
        request.set_limit(static_cast<std::uint32_t>(wanted));
        const auto response =
            rpc::ask<v1::UnfinishedErasuresResponse>(channel_, call, unfinished_, request);
        rpc::reading(unfinished_, [&] {
            for (const auto& message : response.erasures()) result.push_back(erasure_of(message));
        });
        if (static_cast<std::size_t>(response.erasures_size()) < wanted) break;
        request.set_after(result.back().user.text());
    }
    return result;
}

void RpcErasureRegister::report(const Call& call, const UserId& user, const ErasureReport& report) {
    v1::ReportErasureRequest request;
    request.set_account_id(user.text());
    rpc::write(report.at, *request.mutable_at());
    request.set_ratings_removed(report.removed);
    request.set_done(report.done);
    rpc::ask<v1::ReportErasureResponse>(channel_, call, report_, request);
}

}  // namespace marquee::rating
