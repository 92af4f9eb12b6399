#pragma once

#include <string_view>

#include "interfaces/http/request.h"
#include "interfaces/http/response.h"

namespace marquee::http {

/// Whether what is at `pattern` is to be had in all forms: all of the API is. What is beside it,
/// for operators, browsers and OAuth clients, keeps the type that they expect.
bool is_negotiated(std::string_view pattern);

/// Writes the JSON answer of the route with this pattern in the form that the request likes best,
/// or the problem, whatever the route. Its ETag then names that form.
void choose_form(const Request& request, std::string_view pattern, Response& response);

/// Packs the answer with gzip when the request likes that and it is of use: about a KiB or more, of
/// a type that gets smaller, or when the request takes nothing else. Its ETag then says so.
void choose_coding(const Request& request, Response& response);

}  // namespace marquee::http
