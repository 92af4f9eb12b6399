#pragma once

#include <functional>
#include <vector>

#include "interfaces/http/route.h"
#include "interfaces/rpc/wire/handler.h"

namespace marquee::rpc {
class Channel;
}

namespace marquee::http {

/// The same routes, whose requests are answered by the process at the other end of `channel`, which
/// outlives them. This process finds out who asks, refuses and counts as if it had the handlers.
/// After each request that may have changed something, well or not, `written` is called, before
/// its client is answered.
std::vector<Route> forwarded(std::vector<Route> routes, rpc::Channel& channel,
                             const std::function<void(const Request&)>& written = {});

/// What answers those requests, with the handlers of `routes`. The body and the parameters come as
/// the router of the other process has made them, and the caller as it knows them.
rpc::Handlers gateway_methods(std::vector<Route> routes);

}  // namespace marquee::http
