#pragma once

#include "application/rating/erasure_register.h"
#include "interfaces/rpc/wire/channel.h"

namespace marquee::rating {

/// The register of erasures that context `identity` keeps in another process. A user's id is that
/// of the account.
class RpcErasureRegister : public ErasureRegister {
public:
    /// `channel` outlives it.
    explicit RpcErasureRegister(rpc::Channel& channel);

    std::vector<UnfinishedErasure> unfinished(const Call& call, const std::optional<UserId>& after,
                                              std::size_t limit) override;
    void report(const Call& call, const UserId& user, const ErasureReport& report) override;

private:
    rpc::Channel& channel_;
    const rpc::Method unfinished_;
    const rpc::Method report_;
};

}  // namespace marquee::rating
