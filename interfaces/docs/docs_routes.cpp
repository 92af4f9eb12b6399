#include "interfaces/docs/docs_routes.h"

#include <algorithm>
#include <span>
#include <string>
#include <variant>

#include "domain/shared/embedded_file.h"
#include "domain/shared/error.h"
#include "interfaces/http/conditional.h"
#include "interfaces/http/entity_tag.h"
#include "interfaces/http/gzip.h"
#include "interfaces/http/negotiation.h"
#include "interfaces/http/response_fields.h"

namespace marquee {
std::span<const EmbeddedFile> embedded_docs();
}

namespace marquee::docs {
namespace {

using http::Request;
using http::Response;

constexpr std::string_view kPage = "index.html";
constexpr const char* kCompressed = ".gz";

/// Far above the largest of the files.
constexpr std::size_t kLargest = 64 << 20;

/// Only what this server serves is loaded and asked, but for Swagger UI's icons in data URLs.
constexpr const char* kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const char* type_of(std::string_view name) {
    if (name.ends_with(".html")) return "text/html; charset=utf-8";
    if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
    if (name.ends_with(".css")) return "text/css; charset=utf-8";
    if (name.ends_with(".png")) return "image/png";
    return "text/plain; charset=utf-8";
}

/// In the form in which it is kept, or inflated for those who don't take that: no browser.
Response answer(std::string_view name, const Request& request) {
    const auto files = embedded_docs();
    const auto found = std::ranges::find_if(files, [&](const EmbeddedFile& file) {
        return file.path == std::string(name) + kCompressed;
    });
    if (found == files.end()) throw Error(ErrorCode::not_found, "the page has no such file");
    Response response;
    response.content_type = type_of(name);
    const std::string tag = http::etag_of(found->content);
    response.with("ETag", tag)
        .with("Vary", "Accept-Encoding")
        .with("Content-Security-Policy", kContentSecurityPolicy);
    response = http::not_modified_or(request, std::move(response));
    if (response.status == 304) return response;
    if (!http::wanted(request.headers).prefers_gzip) {
        response.body = std::get<std::string>(http::gunzipped(found->content, kLargest));
        return response;
    }
    response.body = found->content;
    *http::find_field(response, "ETag") = http::tag_of_gzip(tag);
    return response.with("Content-Encoding", "gzip");
}

}  // namespace

std::vector<http::Route> docs_routes() {
    const auto page = [](const Request& request) { return answer(kPage, request); };
    const auto file = [](const Request& request) {
        return answer(request.path_parameter("file"), request);
    };
    return {{"GET", "/docs", http::Guard::open, http::Body::none, {}, page},
            {"GET", "/docs/{file}", http::Guard::open, http::Body::none, {}, file}};
}

}  // namespace marquee::docs
