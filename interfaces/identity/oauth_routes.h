#pragma once

#include <vector>

#include "interfaces/http/route.h"

namespace marquee::http {
class Authenticator;
class FailureBackoff;
}  // namespace marquee::http

namespace marquee::identity {

class TokenService;

/// The endpoints by which tokens are had, revoked and looked into: /oauth/token (RFC 6749),
/// /oauth/revoke (RFC 7009), /oauth/introspect (RFC 7662). The references outlive the routes.
///
/// They refuse query parameters, so that no secret is in a URL. As those RFCs ask, form fields that
/// they don't know are passed over, and empty ones are as good as none.
std::vector<http::Route> oauth_routes(TokenService& tokens, http::FailureBackoff& backoff,
                                      http::Authenticator& authenticator);

}  // namespace marquee::identity
