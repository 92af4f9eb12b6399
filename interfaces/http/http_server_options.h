#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "interfaces/http/forwarded.h"

namespace marquee::http {

class TlsCertificate;

/// What an HttpServer may be told. All times are limits, not delays.
struct HttpServerOptions {
    /// A numeric address or a host name of this machine.
    std::string address = "127.0.0.1";
    /// 0 to 65535; 0 takes any free one.
    int port = 8080;
    /// How many threads see to the connections; 0 for one per processor.
    std::size_t loops = 0;
    /// How many requests that may have to wait are worked on at once; at least 1.
    std::size_t threads = 128;
    /// How many more may wait for a thread; past that, clients are told to come back.
    std::size_t queue = 256;
    /// How many clients may be connected at once; at least 1, and fewer when the system does not
    /// let the process have so many files open. More have to wait until others leave.
    std::size_t connections = 20'000;
    /// For bodies and answers under way, all together, in bytes. Past it clients are told to come
    /// back.
    std::size_t memory = std::size_t{1} << 30;
    /// From a request's first byte to the end of its header.
    std::chrono::milliseconds head_timeout{10'000};
    /// For the body, and a second more for each MiB that it may have beyond the first.
    std::chrono::milliseconds body_timeout{30'000};
    /// Between two requests on one connection.
    std::chrono::milliseconds idle_timeout{75'000};
    /// For the client to take the answer.
    std::chrono::milliseconds write_timeout{30'000};
    /// For the work between the two: the deadline of the request's Call.
    std::chrono::milliseconds request_timeout{30'000};
    /// Answers are packed for clients that like it.
    bool compression = true;
    /// The origins whose pages may use the server, as browsers send them, or "*" for all.
    std::vector<std::string> cors_origins;
    /// By default none.
    TrustedProxies proxies = {};
    /// Outlives the server. Without one it speaks plain HTTP.
    const TlsCertificate* tls = nullptr;
    /// Over TLS, tells browsers to come over TLS only, for a year.
    bool hsts = true;
};

}  // namespace marquee::http
