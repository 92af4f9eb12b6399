#pragma once

#include <optional>

#include "interfaces/http/connection.h"
#include "interfaces/http/problem.h"
#include "interfaces/http/request.h"

namespace marquee::http {

class Router;
struct Head;
struct HttpServerOptions;

/// A request as far as it could be read.
struct Incoming {
    Request request;
    /// Spoken by an HTTP/1.0 client, which has to be told when the connection stays open.
    bool old_version = false;
    /// The connection can carry another request after this one.
    bool keep_alive = false;
    /// Why it cannot be handled; nothing when it is whole.
    std::optional<Refused> refused;
    /// The client went away before it sent anything; there is nobody to answer.
    bool gone = false;
};

/// Reads the next request off `connection`, its body included, within the limits of `options` and
/// of `router` for its size. Leaves the Call of the request alone.
Incoming read_request(Connection& connection, const Router& router,
                      const HttpServerOptions& options);

}  // namespace marquee::http
