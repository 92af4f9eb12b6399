#pragma once

#include <string>

// Poco's name. NOLINTNEXTLINE(readability-identifier-naming)
namespace Poco::Net {
class StreamSocket;
}

namespace marquee::sockets {

/// TLS over a connected socket, from 1.2 on, with a server that proves by the system's authorities
/// that it is `host`. Throws Poco::Exception.
Poco::Net::StreamSocket encrypted(const Poco::Net::StreamSocket& socket, const std::string& host);

}  // namespace marquee::sockets
