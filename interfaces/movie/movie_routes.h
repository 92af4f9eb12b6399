#pragma once

#include <vector>

#include "interfaces/http/route.h"

namespace marquee::movie {

class MovieService;

/// The resources of context `movie`. The service outlives the routes.
std::vector<http::Route> movie_routes(MovieService& service);

}  // namespace marquee::movie
