#pragma once

#include "domain/shared/call.h"
#include "interfaces/http/route.h"

namespace marquee::http {

/// Throws Error(unauthenticated) or Error(forbidden) unless the caller may pass this guard;
/// Guard::reader lets those pass whom nobody knows if there are `anonymous_reads`.
void require_passage(Guard guard, const Call& call, bool anonymous_reads);

}  // namespace marquee::http
