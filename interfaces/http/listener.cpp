#include "interfaces/http/listener.h"

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "Poco/Net/NetException.h"
#include "Poco/Net/ServerSocket.h"
#include "Poco/Net/SocketImpl.h"

#include "domain/shared/error.h"

namespace marquee::http {
namespace {

/// Connections that the system holds for us until they are accepted.
constexpr int kBacklog = 1024;

using Poco::Net::SocketAddress;

void bind(Poco::Net::ServerSocket& socket, const SocketAddress& place, bool share) {
    // Reuse of the address lets a server restart at once.
    if (place.family() == Poco::Net::AddressFamily::IPv6) {
        socket.bind6(place, true, share, false);
    } else {
        socket.bind(place, true, share);
    }
    socket.listen(kBacklog);
    socket.setBlocking(false);
}

IpAddress address_in(const sockaddr_storage& peer, socklen_t size) {
    const SocketAddress address(reinterpret_cast<const sockaddr*>(&peer), size);
    return IpAddress::parse(address.host().toString()).value_or(IpAddress());
}

}  // namespace

Listener::Listener() : socket_(std::make_unique<Poco::Net::ServerSocket>()) {}
Listener::Listener(Listener&&) noexcept = default;
Listener::~Listener() = default;

std::vector<Listener> Listener::share(const std::string& address, int port, std::size_t count) {
    try {
        SocketAddress place(address, static_cast<Poco::UInt16>(port));
        std::vector<Listener> listeners;
        for (std::size_t i = 0; i < count; ++i) {
            Listener listener;
            // The first does not share, or two servers could have the port between them unnoticed.
            bind(*listener.socket_, place, i > 0);
            if (i == 0) listener.socket_->setReusePort(true);
            place = SocketAddress(place.host(), static_cast<Poco::UInt16>(listener.port()));
            listeners.push_back(std::move(listener));
        }
        return listeners;
    } catch (const Poco::Exception& error) {
        throw Error(ErrorCode::unavailable, "cannot listen on " + address + ":" +
                                                std::to_string(port) + ": " + error.displayText());
    }
}

int Listener::port() const {
    return socket_->address().port();
}

int Listener::descriptor() const {
    return socket_->impl()->sockfd();
}

// Not Poco's accept: it throws when somebody has gone already, and leaves the socket waiting.
Listener::Outcome Listener::accept(std::optional<Arrival>& arrival) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    const int client = ::accept4(descriptor(), reinterpret_cast<sockaddr*>(&peer), &size,
                                 SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (client < 0) {
        const bool nobody =
            errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR || errno == ECONNABORTED;
        return nobody ? Outcome::nobody : Outcome::exhausted;
    }
    const int on = 1;
    ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    arrival = Arrival{client, address_in(peer, size)};
    return Outcome::accepted;
}

bool Listener::somebody_waits() const {
    pollfd waiting{descriptor(), POLLIN, 0};
    return ::poll(&waiting, 1, 0) > 0;
}

void Listener::close() {
    socket_->close();
}

}  // namespace marquee::http
