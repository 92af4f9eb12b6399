#pragma once

#include <string>

#include "interfaces/http/response.h"

namespace marquee::http {

/// Appends the header lines that tell browsers to do as little as possible with an answer. What the
/// answer says of these itself stays, such as the Content-Security-Policy of a page. With `hsts`
/// they are to come over TLS only, for a year.
void append_security_fields(const Response& response, bool hsts, std::string& bytes);

}  // namespace marquee::http
