#pragma once

#include <vector>

#include "interfaces/http/route.h"

namespace marquee::json {
class PageSigner;
}

namespace marquee::movie {

class MovieListService;

/// The routes of the movie list. Both have to outlive them.
std::vector<http::Route> movie_list_routes(MovieListService& service,
                                           const json::PageSigner& signer);

}  // namespace marquee::movie
