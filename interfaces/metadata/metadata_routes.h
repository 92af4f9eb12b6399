#pragma once

#include <vector>

#include "interfaces/http/route.h"

namespace marquee::metadata {

class MetadataService;

/// The resources of context `metadata`. The service outlives the routes.
std::vector<http::Route> metadata_routes(MetadataService& service);

}  // namespace marquee::metadata
