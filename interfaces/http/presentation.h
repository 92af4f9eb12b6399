#pragma once

#include <string_view>

#include "interfaces/http/http_server_options.h"
#include "interfaces/http/request.h"
#include "interfaces/http/response.h"

namespace marquee::http {

/// Makes of the answer to `request` what this client gets: in the form and content coding that it
/// takes, with what browsers and caches are to know. `pattern` is the route's, as the router labels
/// it.
void present(const Request& request, std::string_view pattern, const HttpServerOptions& options,
             Response& response);

}  // namespace marquee::http
