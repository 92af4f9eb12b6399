#pragma once

#include "nlohmann/json_fwd.hpp"

#include "interfaces/http/response.h"

namespace marquee::json {

class TextWriter;

/// The answer that is this document.
http::Response json_response(const nlohmann::ordered_json& document, int status = 200);

/// The answer that is what was written.
http::Response written_response(TextWriter& document, int status = 200);

/// The answer that there is nothing more to say: 204.
http::Response no_content();

}  // namespace marquee::json
