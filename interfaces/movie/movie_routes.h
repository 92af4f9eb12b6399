#pragma once

#include <vector>

#include "interfaces/http/route.h"

namespace marquee::movie {

class AnswerCache;
class MovieService;

/// The resources of context `movie`. The service outlives the routes, as does the cache of its
/// answers, if there is one.
std::vector<http::Route> movie_routes(MovieService& service, AnswerCache* cache = nullptr);

}  // namespace marquee::movie
