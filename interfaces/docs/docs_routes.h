#pragma once

#include <vector>

#include "interfaces/http/route.h"

namespace marquee::docs {

/// `/docs`: a page that shows the OpenAPI document and lets it be tried out, and the files that the
/// page needs. All of them are in the binary.
std::vector<http::Route> docs_routes();

}  // namespace marquee::docs
