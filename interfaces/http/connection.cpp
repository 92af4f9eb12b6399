#include "interfaces/http/connection.h"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

#include "Poco/Net/SocketImpl.h"
#include "Poco/Net/StreamSocket.h"

#include "interfaces/http/tls_context.h"
#include "interfaces/http/tls_stream.h"

namespace marquee::http {
namespace {

constexpr std::size_t kChunk = 16 * 1024;

/// What came of a call on the socket that does not wait.
IoStep step_of(ssize_t count, short events) {
    if (count >= 0) return {static_cast<std::size_t>(count), 0};
    const bool would_block = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    return {0, would_block ? events : short{0}};
}

}  // namespace

Connection::Connection(const Poco::Net::StreamSocket& socket, std::string peer_address)
    : socket_(std::make_unique<Poco::Net::StreamSocket>(socket)),
      descriptor_(socket.impl()->sockfd()),
      peer_address_(std::move(peer_address)) {}

Connection::~Connection() = default;

void Connection::secure_with(std::shared_ptr<const TlsContext> context) {
    tls_context_ = std::move(context);
    secure_ = true;
}

Connection::Input Connection::handshake(Deadline deadline) {
    if (!secure_) return Input::arrived;
    if (tls_context_) tls_ = std::make_unique<TlsStream>(*tls_context_, descriptor_);
    tls_context_.reset();
    for (;;) {
        const IoStep step = tls_->handshake();
        if (step.bytes > 0) return Input::arrived;
        if (step.wait_for == 0) return Input::ended;
        if (!wait_for(step.wait_for, deadline)) return Input::late;
    }
}

Connection::Input Connection::receive(Deadline deadline) {
    buffer_.erase(0, used_);
    used_ = 0;
    const std::size_t before = buffer_.size();
    buffer_.resize(before + kChunk);
    Input input = Input::late;
    std::size_t received = 0;
    for (bool waiting = true; waiting;) {
        const IoStep step = read_some(buffer_.data() + before, kChunk);
        if (step.bytes > 0) {
            received = step.bytes;
            input = Input::arrived;
            waiting = false;
        } else if (step.wait_for == 0) {
            input = Input::ended;
            waiting = false;
        } else {
            waiting = wait_for(step.wait_for, deadline);
        }
    }
    buffer_.resize(before + received);
    return input;
}

bool Connection::send(std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        const IoStep step = write_some(bytes);
        if (step.bytes > 0) {
            bytes.remove_prefix(step.bytes);
        } else if (step.wait_for == 0 || !wait_for(step.wait_for, deadline)) {
            return false;
        }
    }
    return true;
}

void Connection::linger(Deadline deadline) {
    // What still comes is nobody's to read, so that it need not be deciphered either.
    tls_.reset();
    ::shutdown(descriptor_, SHUT_WR);
    do {
        take(buffered().size());
    } while (receive(deadline) == Input::arrived && std::chrono::steady_clock::now() < deadline);
}

void Connection::shut_down() {
    ::shutdown(descriptor_, SHUT_RDWR);
}

// Poco's own poll() makes an epoll set for each wait, and its errors are exceptions; here a peer
// that has gone is an ordinary outcome. So the socket is read and written directly.
IoStep Connection::read_some(char* bytes, std::size_t size) {
    if (tls_) return tls_->read(bytes, size);
    return step_of(::recv(descriptor_, bytes, size, MSG_DONTWAIT), POLLIN);
}

IoStep Connection::write_some(std::string_view bytes) {
    // Before the handshake there is nobody who could read it.
    if (tls_context_) return {};
    if (tls_) return tls_->write(bytes);
    return step_of(::send(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL),
                   POLLOUT);
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
