#pragma once

#include <optional>
#include <string>

#include "interfaces/http/request.h"

namespace marquee::http {

/// The X-Request-Id that the client gave, when it is 1 to 128 of `A-Z a-z 0-9 . _ -`.
std::optional<std::string> given_request_id(const Headers& headers);

/// The W3C traceparent, or empty when there is none that is well-formed.
std::string trace_parent_of(const Headers& headers);

}  // namespace marquee::http
