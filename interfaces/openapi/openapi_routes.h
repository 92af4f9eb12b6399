#pragma once

#include <string_view>
#include <vector>

#include "interfaces/http/route.h"

namespace marquee::openapi {

/// Adds `GET /v1/openapi.json` to the routes of this version of the server: what they can be asked.
void add_openapi_route(std::string_view version, std::vector<http::Route>& routes);

}  // namespace marquee::openapi
