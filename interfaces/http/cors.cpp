#include "interfaces/http/cors.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>

#include "interfaces/http/response_fields.h"

namespace marquee::http {
namespace {

constexpr const char* kRequestFields =
    "Authorization, Content-Type, Content-Encoding, Idempotency-Key, If-Match, If-None-Match, "
    "X-Request-Id, traceparent, tracestate";
constexpr const char* kExposedFields =
    "ETag, Location, X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, Link, "
    "Idempotency-Replayed";
/// Two hours, in seconds; browsers cut off what is longer.
constexpr const char* kMaxAge = "7200";

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kDigits = "0123456789";

bool only_of(std::string_view text, std::initializer_list<std::string_view> sets) {
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return std::any_of(sets.begin(), sets.end(), [&](std::string_view set) {
            return set.find(c) != std::string_view::npos;
        });
    });
}

bool is_scheme(std::string_view text) {
    return !text.empty() && only_of(text.substr(0, 1), {kLetters}) &&
           only_of(text, {kLetters, kDigits, "+.-"});
}

bool is_host(std::string_view text) {
    if (text.starts_with('[') && text.ends_with(']')) {
        return text.size() > 3 && only_of(text.substr(1, text.size() - 2), {kDigits, "abcdef:."});
    }
    return !text.empty() && only_of(text, {kLetters, kDigits, ".-_"});
}

std::optional<std::string> port_problem(std::string_view scheme, std::string_view port) {
    int number = 0;
    const char* end = port.data() + port.size();
    const auto [stop, error] = std::from_chars(port.data(), end, number);
    if (error != std::errc() || stop != end || port.starts_with('0') || number < 1 ||
        number > 65535) {
        return "has a port that is none";
    }
    if ((scheme == "http" && number == 80) || (scheme == "https" && number == 443)) {
        return "names the port that goes without saying; browsers leave it out";
    }
    return std::nullopt;
}

/// Of "host", "host:port", "[::1]", "[::1]:port".
std::optional<std::string> authority_problem(std::string_view scheme, std::string_view authority) {
    const std::size_t from =
        authority.starts_with('[') ? std::min(authority.find(']'), authority.size()) : 0;
    const std::size_t colon = authority.find(':', from);
    if (colon != std::string_view::npos) {
        if (auto problem = port_problem(scheme, authority.substr(colon + 1))) return problem;
    }
    if (is_host(authority.substr(0, colon))) return std::nullopt;
    return "has no host as browsers send it, with letters of other scripts as xn--...";
}

void add_preflight(Response& response) {
    if (const std::string* allowed = find_field(response, "Allow")) {
        response.with("Access-Control-Allow-Methods", *allowed);
    }
    response.with("Access-Control-Allow-Headers", kRequestFields)
        .with("Access-Control-Max-Age", kMaxAge);
}

}  // namespace

std::optional<std::string> origin_problem(std::string_view origin) {
    constexpr auto kNowhere = std::string_view::npos;
    if (origin == "null") return "stands for many: sandboxed pages and files all send it";
    if (origin.find('*') != kNowhere) {
        return "has a * in it; each origin is written out, or * alone stands for all";
    }
    if (std::any_of(origin.begin(), origin.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) {
        return "has capital letters, and browsers send small ones";
    }
    const std::size_t colon = origin.find("://");
    if (colon == kNowhere || !is_scheme(origin.substr(0, colon))) {
        return "has no scheme, such as https://";
    }
    const std::string_view authority = origin.substr(colon + 3);
    if (authority.find_first_of("/?#") != kNowhere) {
        return "goes on after host and port, where an origin ends, without a slash";
    }
    if (authority.find('@') != kNowhere) return "has a user in it";
    return authority_problem(origin.substr(0, colon), authority);
}

void add_cors(const std::vector<std::string>& origins, const Request& request, Response& response) {
    if (origins.empty()) return;
    const bool all = std::find(origins.begin(), origins.end(), "*") != origins.end();
    if (!all) add_vary(response, "Origin");
    const auto origin = request.headers.find("Origin");
    if (!origin || request.headers.count("Origin") > 1) return;
    if (!all && std::find(origins.begin(), origins.end(), *origin) == origins.end()) return;
    response.with("Access-Control-Allow-Origin", all ? "*" : std::string(*origin));
    if (request.method == "OPTIONS" && request.headers.find("Access-Control-Request-Method")) {
        add_preflight(response);
    } else {
        response.with("Access-Control-Expose-Headers", kExposedFields);
    }
}

}  // namespace marquee::http
