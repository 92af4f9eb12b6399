#pragma once

#include <vector>

#include "interfaces/compat/reference.h"
#include "interfaces/http/route.h"

namespace marquee::compat {

/// The reference system's HTTP endpoints, as far as `services` are there: for a router of their
/// own, as they are open to everybody.
std::vector<http::Route> compat_routes(const Services& services);

}  // namespace marquee::compat
