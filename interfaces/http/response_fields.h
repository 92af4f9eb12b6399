#pragma once

#include <string>
#include <string_view>

#include "interfaces/http/response.h"

namespace marquee::http {

/// The value of the first field of that name, whatever its case, or null.
const std::string* find_field(const Response& response, std::string_view name);
std::string* find_field(Response& response, std::string_view name);

/// Says that the answer would be another with another value of the request's field `name`.
void add_vary(Response& response, std::string_view name);

}  // namespace marquee::http
