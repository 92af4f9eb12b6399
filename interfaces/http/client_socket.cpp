#include "interfaces/http/client_socket.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "interfaces/http/output_queue.h"
#include "interfaces/http/tls_context.h"
#include "interfaces/http/tls_stream.h"

namespace marquee::http {
namespace {

constexpr std::size_t kPieces = 16;

IoStep step_of(ssize_t count, short events) {
    if (count >= 0) return {static_cast<std::size_t>(count), 0};
    const bool would_block = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    return {0, would_block ? events : short{0}};
}

}  // namespace

ClientSocket::ClientSocket(int descriptor, const std::shared_ptr<const TlsContext>& context)
    : descriptor_(descriptor),
      secure_(context != nullptr),
      tls_(context ? std::make_unique<TlsStream>(*context, descriptor) : nullptr) {}

ClientSocket::~ClientSocket() {
    close();
}

IoStep ClientSocket::handshake() {
    return tls_ ? tls_->handshake() : IoStep{1, 0};
}

void ClientSocket::told(std::uint32_t events) {
    if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) ended_ = true;
    if (ended_ || events & EPOLLIN) readable_ = true;
}

IoStep ClientSocket::read(std::span<char> bytes) {
    if (!readable_) return {0, POLLIN};
    const IoStep step =
        tls_ ? tls_->read(bytes.data(), bytes.size())
             : step_of(::recv(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT), POLLIN);
    // Less than there is room for is all that there was.
    const bool all = !tls_ && step.bytes > 0 && step.bytes < bytes.size();
    if (step.wait_for != 0 || (all && !ended_)) readable_ = false;
    return step;
}

IoStep ClientSocket::write(OutputQueue& output) {
    while (!output.empty()) {
        const IoStep step = write_some(output);
        if (step.bytes == 0) return step;
    }
    return {1, 0};
}

IoStep ClientSocket::write_some(OutputQueue& output) {
    constexpr int kFlags = MSG_DONTWAIT | MSG_NOSIGNAL;
    std::array<iovec, kPieces> pieces;
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = output.gather(pieces);
    const auto [bytes, size] = pieces[0];
    IoStep step;
    if (tls_) {
        step = tls_->write({static_cast<const char*>(bytes), size});
    } else if (message.msg_iovlen == 1) {
        // Costs the system less.
        step = step_of(::send(descriptor_, bytes, size, kFlags), POLLOUT);
    } else {
        step = step_of(::sendmsg(descriptor_, &message, kFlags), POLLOUT);
    }
    output.drop(step.bytes);
    return step;
}

void ClientSocket::finish() {
    tls_.reset();
    ::shutdown(descriptor_, SHUT_WR);
}

void ClientSocket::cut() const {
    ::shutdown(descriptor_, SHUT_RDWR);
}

void ClientSocket::close() {
    if (descriptor_ < 0) return;
    tls_.reset();
    ::close(descriptor_);
    descriptor_ = -1;
}

}  // namespace marquee::http
