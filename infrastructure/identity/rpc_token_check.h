#pragma once

#include "application/identity/token_check.h"
#include "interfaces/rpc/wire/channel.h"

namespace marquee::identity {

/// The check of tokens by context `identity` in another process. It remembers nothing, and tells
/// nobody the token but the one it asks.
class RpcTokenCheck : public TokenCheck {
public:
    /// `channel` outlives it.
    explicit RpcTokenCheck(rpc::Channel& channel);

    TokenVerdict check(const Call& call, std::string_view token) override;

private:
    rpc::Channel& channel_;
    const rpc::Method check_token_;
};

}  // namespace marquee::identity
