#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "interfaces/http/ip_address.h"

namespace Poco::Net {
class ServerSocket;
}

namespace marquee::http {

/// A client that has come.
struct Arrival {
    /// The new owner closes it.
    int descriptor;
    IpAddress address;
};

/// A socket that listens on a port, which several can share: the system deals out those who come.
/// For one thread at a time.
class Listener {
public:
    /// What became of accept().
    enum class Outcome { accepted, nobody, exhausted };

    /// So many that share one port; 0 takes a free one. Throws Error(unavailable) when the address
    /// or port cannot be had, or another process listens there.
    static std::vector<Listener> share(const std::string& address, int port, std::size_t count);

    Listener(Listener&&) noexcept;
    ~Listener();

    int port() const;
    int descriptor() const;
    /// `exhausted` when the system has nothing left to accept with; somebody waits then, perhaps.
    Outcome accept(std::optional<Arrival>& arrival);
    /// Whether accept() would give one.
    bool somebody_waits() const;
    /// Clients are refused from now on, unless others share the port.
    void close();

private:
    Listener();

    std::unique_ptr<Poco::Net::ServerSocket> socket_;
};

}  // namespace marquee::http
