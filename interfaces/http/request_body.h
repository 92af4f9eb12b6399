#pragma once

#include <cstddef>
#include <optional>

#include "interfaces/http/request.h"
#include "interfaces/http/response.h"
#include "interfaces/http/route.h"

namespace marquee::http {

/// Makes the body of `request` what the route's handler reads, JSON text or a form: unpacks it when
/// it is gzip, to at most `limit` bytes, and translates the binary forms. The answer that refuses
/// it, or nothing. Throws Error(invalid) for a body that is not what it says, is missing, or has no
/// place here.
std::optional<Response> take_body(const Route& route, std::size_t limit, Request& request);

}  // namespace marquee::http
