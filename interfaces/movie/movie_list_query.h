#pragma once

#include <optional>
#include <string>

#include "application/movie/movie_finder.h"
#include "domain/movie/movie_query.h"

namespace marquee::http {
struct Request;
}
namespace marquee::json {
class PageSigner;
}

namespace marquee::movie {

/// What the request's parameters ask for. Throws Error(invalid), blaming the parameter.
MovieQuery movie_query_of(const http::Request& request);
FindOptions find_options_of(const http::Request& request);

/// Where the page begins that `page_token` asks for; nothing for the first one. Throws
/// Error(invalid) for a token that was not given for this query.
std::optional<ListPosition> position_of(const http::Request& request, const MovieQuery& query,
                                        const json::PageSigner& signer);

/// The token of a page.
std::string token_of(const ListPosition& position, const MovieQuery& query,
                     const json::PageSigner& signer);

}  // namespace marquee::movie
