#include "interfaces/http/connection.h"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

#include "Poco/Net/SocketImpl.h"
#include "Poco/Net/StreamSocket.h"

namespace marquee::http {
namespace {

constexpr std::size_t kChunk = 16 * 1024;

bool would_block() {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

}  // namespace

Connection::Connection(const Poco::Net::StreamSocket& socket, std::string peer_address,
                       bool from_loopback)
    : socket_(std::make_unique<Poco::Net::StreamSocket>(socket)),
      descriptor_(socket.impl()->sockfd()),
      peer_address_(std::move(peer_address)),
      from_loopback_(from_loopback) {}

Connection::~Connection() = default;

// Poco's own poll() makes an epoll set for each wait, and its errors are exceptions; here a peer
// that has gone is an ordinary outcome. So the socket is read and written directly.
Connection::Input Connection::receive(Deadline deadline) {
    buffer_.erase(0, used_);
    used_ = 0;
    const std::size_t before = buffer_.size();
    buffer_.resize(before + kChunk);
    Input input = Input::late;
    std::size_t received = 0;
    for (bool waiting = true; waiting;) {
        const ssize_t count = ::recv(descriptor_, buffer_.data() + before, kChunk, MSG_DONTWAIT);
        if (count > 0) {
            received = static_cast<std::size_t>(count);
            input = Input::arrived;
            waiting = false;
        } else if (count == 0 || !would_block()) {
            input = Input::ended;
            waiting = false;
        } else {
            waiting = wait_for(POLLIN, deadline);
        }
    }
    buffer_.resize(before + received);
    return input;
}

bool Connection::send(std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        const ssize_t count =
            ::send(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (count >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
        } else if (!would_block() || !wait_for(POLLOUT, deadline)) {
            return false;
        }
    }
    return true;
}

void Connection::linger(Deadline deadline) {
    ::shutdown(descriptor_, SHUT_WR);
    do {
        take(buffered().size());
    } while (receive(deadline) == Input::arrived && std::chrono::steady_clock::now() < deadline);
}

void Connection::shut_down() {
    ::shutdown(descriptor_, SHUT_RDWR);
}

bool Connection::wait_for(short events, Deadline deadline) const {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd waiting{descriptor_, events, 0};
    constexpr std::chrono::milliseconds kLongest{60'000};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::min(left, kLongest).count()));
    return ready != 0 || std::chrono::steady_clock::now() < deadline;
}

}  // namespace marquee::http
