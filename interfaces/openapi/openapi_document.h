#pragma once

#include <string_view>
#include <vector>

#include "nlohmann/json_fwd.hpp"

#include "interfaces/http/route.h"

namespace marquee::openapi {

/// The OpenAPI 3.1 document of this version of the server. It is put together from the JSON files
/// beside this one, each with the paths and components of a context, and what needs no describing
/// is added here: what all operations have in common, as document.json says under
/// `x-every-operation`; who may use them, by the guards of `routes` and `x-guards`; that they are
/// limited, by the routes' limits; and the binary forms of all that is JSON. Paths that are
/// `x-optional` are left out where no route has them. An operation may have a `security` of its own
/// only where the guard lets anybody pass, for credentials that the route itself looks at. Throws
/// std::logic_error when two files say the same thing, or a file contradicts a guard.
nlohmann::ordered_json openapi_document(std::string_view version,
                                        const std::vector<http::Route>& routes);

}  // namespace marquee::openapi
