#include "interfaces/http/security_fields.h"

#include "interfaces/http/response_fields.h"

namespace marquee::http {

void append_security_fields(const Response& response, bool hsts, std::string& bytes) {
    if (hsts) bytes += "Strict-Transport-Security: max-age=31536000\r\n";
    bytes += "X-Content-Type-Options: nosniff\r\n";
    if (!find_field(response, "Referrer-Policy")) bytes += "Referrer-Policy: no-referrer\r\n";
    if (!find_field(response, "Cross-Origin-Resource-Policy")) {
        // Those whom CORS lets read it may embed it.
        bytes += find_field(response, "Access-Control-Allow-Origin")
                     ? "Cross-Origin-Resource-Policy: cross-origin\r\n"
                     : "Cross-Origin-Resource-Policy: same-origin\r\n";
    }
    // A 304's fields replace those of what the client has, which may be a page with its own policy.
    if (response.status != 304 && !find_field(response, "Content-Security-Policy")) {
        bytes += "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
    }
}

}  // namespace marquee::http
