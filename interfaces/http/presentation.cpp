#include "interfaces/http/presentation.h"

#include "interfaces/http/cors.h"
#include "interfaces/http/representation.h"
#include "interfaces/http/response_fields.h"

namespace marquee::http {
namespace {

/// What caches may do with an answer that does not say so itself: ask each time whether it still
/// holds; nothing with one that is for its client alone, or is no answer to a read.
const char* default_cache_control(const Request& request, const Response& response) {
    const bool read = request.method == "GET" || request.method == "HEAD";
    const bool good = response.status == 200 || response.status == 304;
    return read && good && !request.headers.find("Authorization") ? "no-cache" : "no-store";
}

}  // namespace

void present(const Request& request, std::string_view pattern, const HttpServerOptions& options,
             Response& response) {
    const bool fixed = response.more || response.presented;
    if (!fixed) choose_form(request, pattern, response);
    if (!fixed && options.compression) choose_coding(request, response);
    add_cors(options.cors_origins, request, response);
    if (!find_field(response, "Cache-Control")) {
        response.with("Cache-Control", default_cache_control(request, response));
    }
}

}  // namespace marquee::http
