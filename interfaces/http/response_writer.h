#pragma once

#include <string>
#include <string_view>

#include "interfaces/http/response.h"

namespace marquee::http {

/// What the server adds to a response that the handler does not know.
struct ResponseFrame {
    /// Without control characters.
    std::string_view request_id;
    /// The connection closes after this answer.
    bool close = false;
    /// An HTTP/1.0 client has to be told that the connection stays open, and knows no chunks.
    bool old_version = false;
    /// Browsers are told to come over TLS only.
    bool hsts = false;
};

/// The bytes of an HTTP/1.1 answer before its body: the same for a GET and a HEAD.
std::string response_head(const Response& response, const ResponseFrame& frame);

/// A piece of a body in the chunked coding; nothing when it is empty, which would be the end.
std::string chunk_of(std::string_view piece);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

/// Whether its status is one that goes with a body.
bool may_have_body(const Response& response);

}  // namespace marquee::http
