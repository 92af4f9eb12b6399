#pragma once

#include <optional>

#include "interfaces/http/request.h"
#include "interfaces/http/response.h"

namespace marquee::web {

/// Whether the web page was built into this binary.
bool is_built_in();

/// What browsers are answered at paths that are no route: the web page at the addresses that its
/// pages.json has, with which a script shows the page meant; below `/assets/`, what that needs; at
/// any other path that isn't the API's, the page as well, with 404, for who takes HTML. Nothing for
/// the rest, and without a page.
std::optional<http::Response> web_page(const http::Request& request);

}  // namespace marquee::web
