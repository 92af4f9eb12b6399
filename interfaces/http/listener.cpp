#include "interfaces/http/listener.h"

#include <poll.h>
#include <thread>

#include "Poco/Net/NetException.h"
#include "Poco/Net/ServerSocket.h"
#include "Poco/Net/SocketImpl.h"
#include "Poco/Net/StreamSocket.h"

#include "domain/shared/error.h"
#include "interfaces/http/connection.h"

namespace marquee::http {
namespace {

/// Connections that the system holds for us until they are accepted.
constexpr int kBacklog = 1024;

}  // namespace

Listener::Listener(const std::string& address, int port)
    : socket_(std::make_unique<Poco::Net::ServerSocket>()) {
    try {
        const Poco::Net::SocketAddress place(address, static_cast<Poco::UInt16>(port));
        // Reuse of the address lets a server restart at once; reuse of the port would let two
        // servers share it unnoticed.
        if (place.family() == Poco::Net::AddressFamily::IPv6) {
            socket_->bind6(place, true, false, false);
        } else {
            socket_->bind(place, true, false);
        }
        socket_->listen(kBacklog);
        socket_->setBlocking(false);
    } catch (const Poco::Exception& error) {
        throw Error(ErrorCode::unavailable, "cannot listen on " + address + ":" +
                                                std::to_string(port) + ": " + error.displayText());
    }
}

Listener::~Listener() = default;

int Listener::port() const {
    return socket_->address().port();
}

std::unique_ptr<Connection> Listener::accept(std::chrono::milliseconds patience) {
    pollfd waiting{socket_->impl()->sockfd(), POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return nullptr;
    try {
        Poco::Net::SocketAddress client;
        Poco::Net::StreamSocket socket = socket_->acceptConnection(client);
        socket.setNoDelay(true);
        return std::make_unique<Connection>(socket, client.host().toString());
    } catch (const Poco::Exception&) {
        // The client has gone already, or there are no descriptors left; then a pause lets some
        // be closed.
        std::this_thread::sleep_for(std::min(patience, std::chrono::milliseconds(10)));
        return nullptr;
    }
}

void Listener::close() {
    socket_->close();
}

}  // namespace marquee::http
