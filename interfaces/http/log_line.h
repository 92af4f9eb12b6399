#pragma once

#include <string>
#include <string_view>

#include "nlohmann/json_fwd.hpp"

#include "domain/shared/clock.h"

namespace marquee::http {

/// `text` with everything escaped that could end a line, steer a terminal or break out of quotes.
std::string escaped(std::string_view text);

/// Of a W3C traceparent; empty when it is none.
std::string_view trace_id(std::string_view trace_parent);

/// What every line in JSON begins with.
nlohmann::ordered_json start_of_line(const Clock& clock, const char* level, const char* message);

/// Adds by which names the request is known.
void add_ids(nlohmann::ordered_json& line, std::string_view request_id,
             std::string_view trace_parent);

/// The object on one line, in UTF-8 whatever bytes are in it.
std::string line_of(const nlohmann::ordered_json& object);

}  // namespace marquee::http
