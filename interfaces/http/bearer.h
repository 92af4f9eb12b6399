#pragma once

#include <optional>
#include <string_view>

#include "interfaces/http/request.h"
#include "interfaces/http/response.h"

namespace marquee::http {

/// The token of `Authorization: Bearer …` (RFC 6750, 2.1), or nothing without the field. Throws
/// Error(unauthenticated) for another scheme, several such fields, and what can't be a token. The
/// result is good as long as the headers are.
std::optional<std::string_view> bearer_token(const Headers& headers);

/// A 401, and a 403 for somebody who is known, with WWW-Authenticate, which says how to sign in
/// (RFC 6750, 3); any other answer as it is.
Response with_challenge(Response response, const Request& request);

}  // namespace marquee::http
