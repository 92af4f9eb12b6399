#include "interfaces/web/web_pages.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "nlohmann/json.hpp"

#include "domain/shared/embedded_file.h"
#include "interfaces/http/conditional.h"
#include "interfaces/http/entity_tag.h"
#include "interfaces/http/gzip.h"
#include "interfaces/http/negotiation.h"
#include "interfaces/http/path.h"
#include "interfaces/http/response_fields.h"

namespace marquee {
std::span<const EmbeddedFile> embedded_web();
}

namespace marquee::web {
namespace {

using http::Request;
using http::Response;
using Patterns = std::vector<std::vector<std::string>>;

constexpr std::string_view kAssets = "/assets/";
/// What is below these is for programs, whatever they say that they take.
constexpr std::array<std::string_view, 3> kNoPages = {"v1", "oauth", ".well-known"};

/// Far above the largest of the files.
constexpr std::size_t kLargest = 64 << 20;

/// Only posters come from elsewhere. A script that got into the page would neither run nor get out.
constexpr const char* kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https: http:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Their names have a digest of their content.
constexpr const char* kForAYear = "public, max-age=31536000, immutable";

const char* type_of(std::string_view name) {
    if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
    if (name.ends_with(".css")) return "text/css; charset=utf-8";
    if (name.ends_with(".svg")) return "image/svg+xml";
    return "text/plain; charset=utf-8";
}

const EmbeddedFile* find_file(std::string_view path) {
    const auto files = embedded_web();
    const auto found = std::ranges::find(files, path, &EmbeddedFile::path);
    return found == files.end() ? nullptr : &*found;
}

/// The page by which all pages are shown.
Response page(const Request& request, int status) {
    const std::string_view packed = find_file("index.html.gz")->content;
    Response response;
    response.content_type = "text/html; charset=utf-8";
    const std::string tag = http::etag_of(packed);
    response.with("ETag", tag)
        .with("Cache-Control", "no-cache")
        .with("Vary", "Accept-Encoding")
        .with("Content-Security-Policy", kContentSecurityPolicy);
    if (status == 200) response = http::not_modified_or(request, std::move(response));
    if (response.status == 304) return response;
    response.status = status;
    if (!http::wanted(request.headers).prefers_gzip) {
        response.body = std::get<std::string>(http::gunzipped(packed, kLargest));
        return response;
    }
    response.body = packed;
    *http::find_field(response, "ETag") = http::tag_of_gzip(tag);
    return response.with("Content-Encoding", "gzip");
}

/// In the smallest form that the client takes.
std::optional<Response> asset(const Request& request) {
    const std::string path = request.raw_path.substr(1);
    const EmbeddedFile* gzip = find_file(path + ".gz");
    if (!gzip) return std::nullopt;
    Response response;
    response.content_type = type_of(path);
    response.with("Cache-Control", kForAYear).with("Vary", "Accept-Encoding");
    const http::Wanted wanted = http::wanted(request.headers);
    if (wanted.prefers_brotli) {
        response.body = find_file(path + ".br")->content;
        return std::move(response).with("Content-Encoding", "br");
    }
    if (wanted.prefers_gzip) {
        response.body = gzip->content;
        return std::move(response).with("Content-Encoding", "gzip");
    }
    response.body = std::get<std::string>(http::gunzipped(gzip->content, kLargest));
    return response;
}

Patterns read_patterns() {
    Patterns patterns;
    const auto pages = nlohmann::json::parse(find_file("pages.json")->content);
    for (const auto& [name, pattern] : pages.items()) {
        patterns.push_back(http::pattern_segments(pattern.get<std::string>()));
    }
    return patterns;
}

bool has_page(const std::vector<std::string>& path) {
    static const Patterns patterns = read_patterns();
    return std::ranges::any_of(patterns, [&](const std::vector<std::string>& pattern) {
        return http::path_matches(pattern, path);
    });
}

}  // namespace

bool is_built_in() {
    return !embedded_web().empty();
}

std::optional<Response> web_page(const Request& request) {
    if (!is_built_in() || (request.method != "GET" && request.method != "HEAD")) {
        return std::nullopt;
    }
    if (request.raw_path.starts_with(kAssets)) return asset(request);
    const auto path = http::decoded_path(request.raw_path);
    if (!path) return std::nullopt;
    if (has_page(*path)) return page(request, 200);
    if (!path->empty() && std::ranges::find(kNoPages, path->front()) != kNoPages.end()) {
        return std::nullopt;
    }
    const auto accept = request.headers.joined("Accept");
    if (!accept || accept->find("text/html") == std::string::npos) return std::nullopt;
    return page(request, 404);
}

}  // namespace marquee::web
