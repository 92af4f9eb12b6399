#include "interfaces/http/security_fields.h"

#include <string_view>

#include "interfaces/http/response_fields.h"

namespace marquee::http {

using std::string_view_literals::operator""sv;

void append_security_fields(const Response& response, bool hsts, std::string& bytes) {
    if (hsts) bytes += "Strict-Transport-Security: max-age=31536000\r\n"sv;
    bytes += "X-Content-Type-Options: nosniff\r\n"sv;
    if (!find_field(response, "Referrer-Policy")) bytes += "Referrer-Policy: no-referrer\r\n"sv;
    if (!find_field(response, "Cross-Origin-Resource-Policy")) {
        // Those whom CORS lets read it may embed it.
        bytes += find_field(response, "Access-Control-Allow-Origin")
                     ? "Cross-Origin-Resource-Policy: cross-origin\r\n"sv
                     : "Cross-Origin-Resource-Policy: same-origin\r\n"sv;
    }
    // A 304's fields replace those of what the client has, which may be a page with its own policy.
    if (response.status != 304 && !find_field(response, "Content-Security-Policy")) {
        bytes += "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"sv;
    }
}

}  // namespace marquee::http
