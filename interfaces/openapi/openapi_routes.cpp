#include "interfaces/openapi/openapi_routes.h"

#include "nlohmann/json.hpp"

#include "interfaces/http/conditional.h"
#include "interfaces/json/json_response.h"
#include "interfaces/openapi/openapi_document.h"

namespace marquee::openapi {

void add_openapi_route(std::string_view version, std::vector<http::Route>& routes) {
    auto& route = routes.emplace_back();
    route.method = "GET";
    route.pattern = "/v1/openapi.json";
    auto document = json::json_response(openapi_document(version, routes));
    document.with("ETag", http::etag_of(document.body));
    route.handler = [document = std::move(document)](const http::Request& request) {
        return http::not_modified_or(request, document);
    };
}

}  // namespace marquee::openapi
