#pragma once

#include <vector>

#include "interfaces/http/route.h"

namespace prometheus {
class Registry;
}

namespace marquee::operations {

struct Readiness;

/// What operators and their tools ask: is the process alive, may it take requests, how does it do.
/// Both references outlive the routes.
std::vector<http::Route> operations_routes(const Readiness& readiness,
                                           prometheus::Registry& metrics);

}  // namespace marquee::operations
