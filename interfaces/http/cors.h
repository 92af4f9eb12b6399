#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interfaces/http/request.h"
#include "interfaces/http/response.h"

namespace marquee::http {

/// What is wrong with `origin` as one that browsers send, "https://app.example:8443", as the rest
/// of a sentence ("has no scheme, ..."), or nothing.
std::optional<std::string> origin_problem(std::string_view origin);

/// Lets pages of `origins`, or of all when "*" is among them, read the answer, and answers what
/// browsers ask before they send more than a form could (a preflight). Pages of other origins are
/// told nothing.
void add_cors(const std::vector<std::string>& origins, const Request& request, Response& response);

}  // namespace marquee::http
