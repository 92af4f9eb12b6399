#pragma once

#include <vector>

#include "interfaces/http/route.h"

namespace marquee::rating {

class RatingService;

/// The resources of context `rating`. The service outlives the routes.
std::vector<http::Route> rating_routes(RatingService& service);

}  // namespace marquee::rating
