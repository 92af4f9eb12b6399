#pragma once

#include <vector>

#include "interfaces/http/route.h"

namespace marquee::identity {

class ErasureService;

/// How far the erasure of an account is. `service` outlives the routes.
std::vector<http::Route> erasure_routes(ErasureService& service);

}  // namespace marquee::identity
