#pragma once

#include <functional>
#include <string>
#include <vector>

#include "domain/shared/call.h"
#include "interfaces/http/route.h"

namespace marquee::identity {

/// What clients are told of this server as one that issues tokens.
struct Discovery {
    /// As tokens name it.
    std::string issuer;
    /// Where its endpoints are, "https://films.example" for one, without a slash at its end.
    std::string base_url;
    /// The JWK Set of the keys by which its tokens are checked. Callable from any thread.
    std::function<std::string(const Call& call)> keys;
};

/// The documents by which clients find the endpoints and keys (RFC 8414 and RFC 7517).
std::vector<http::Route> discovery_routes(const Discovery& discovery);

}  // namespace marquee::identity
