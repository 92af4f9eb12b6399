#pragma once

#include <optional>
#include <string_view>

#include "interfaces/http/negotiation.h"
#include "interfaces/http/route.h"

namespace marquee::http {

/// The media types that a route of this kind takes, as `Accept` would list them; empty for
/// Body::none.
std::string_view accepted_types(Body body);

/// How a body of this Content-Type is written, when it is one that the route takes, in UTF-8;
/// otherwise nothing.
std::optional<Form> form_of_body(Body body, std::string_view content_type);

}  // namespace marquee::http
