#pragma once

#include "application/identity/erasure_service.h"
#include "application/identity/token_check.h"
#include "interfaces/rpc/wire/handler.h"

namespace marquee::identity {

/// The methods of marquee.v1.Identity. What they are given outlives them.
rpc::Handlers identity_methods(TokenCheck& check, ErasureService& erasures);

}  // namespace marquee::identity
