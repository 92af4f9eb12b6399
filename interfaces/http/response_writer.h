#pragma once

#include <string>
#include <string_view>

#include "interfaces/http/response.h"

namespace marquee::http {

/// What the server adds to a response that the handler does not know.
struct ResponseFrame {
    std::string_view request_id;
    /// The answer to a HEAD: the header is that of the GET, and no body follows.
    bool head_only = false;
    /// The connection closes after this answer.
    bool close = false;
    /// An HTTP/1.0 client has to be told that the connection stays open.
    bool old_version = false;
    /// Browsers are told to come over TLS only.
    bool hsts = false;
};

/// The bytes of an HTTP/1.1 answer.
std::string response_bytes(const Response& response, const ResponseFrame& frame);

}  // namespace marquee::http
