#pragma once

#include <vector>

#include "interfaces/http/route.h"

namespace marquee::json {
class PageSigner;
}

namespace marquee::movie {

class AnswerCache;
class MovieListService;

/// The routes of the movie list. Both have to outlive them, as does the cache of their answers, if
/// there is one.
std::vector<http::Route> movie_list_routes(MovieListService& service,
                                           const json::PageSigner& signer,
                                           AnswerCache* cache = nullptr);

}  // namespace marquee::movie
