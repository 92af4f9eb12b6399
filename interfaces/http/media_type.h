#pragma once

#include <string>
#include <string_view>

#include "interfaces/http/route.h"

namespace marquee::http {

/// The media types that a route of this kind takes, as `Accept` would list them; empty for
/// Body::none.
std::string_view accepted_types(Body body);

/// Whether a Content-Type names one of them, in UTF-8.
bool accepts(Body body, std::string_view content_type);

}  // namespace marquee::http
