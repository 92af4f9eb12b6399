#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace Poco::Net {
class ServerSocket;
}

namespace marquee::http {

class Connection;

/// The port that a server listens on. accept() is for one thread, close() for any.
class Listener {
public:
    /// Throws Error(unavailable) when the address or port cannot be had.
    Listener(const std::string& address, int port);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    int port() const;
    /// The next client, or nothing when there is none within `patience`.
    std::unique_ptr<Connection> accept(std::chrono::milliseconds patience);
    /// Clients are refused from now on.
    void close();

private:
    std::unique_ptr<Poco::Net::ServerSocket> socket_;
};

}  // namespace marquee::http
