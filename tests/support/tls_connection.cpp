#include "tests/support/tls_connection.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace marquee::test {
namespace {

int connect_to(int port) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    const timeval patience{20, 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        const std::string why = std::strerror(errno);
        ::close(descriptor);
        throw std::runtime_error("cannot connect: " + why);
    }
    return descriptor;
}

}  // namespace

void TlsConnection::Free::operator()(ssl_st* connection) const {
    SSL_free(connection);
}

void TlsConnection::Free::operator()(ssl_ctx_st* context) const {
    SSL_CTX_free(context);
}

TlsConnection::TlsConnection(int port, int newest)
    : descriptor_(connect_to(port)), context_(SSL_CTX_new(TLS_client_method())) {
    // What the server takes is the question, not what this client would offer of itself.
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_security_level(context_.get(), 0);
    if (newest != 0) SSL_CTX_set_max_proto_version(context_.get(), newest);
    connection_.reset(SSL_new(context_.get()));
    SSL_set_fd(connection_.get(), descriptor_);
}

TlsConnection::~TlsConnection() {
    ::close(descriptor_);
}

TlsConnection& TlsConnection::shake_hands() {
    ERR_clear_error();
    if (SSL_connect(connection_.get()) != 1) throw std::runtime_error("no handshake");
    return *this;
}

void TlsConnection::send(std::string_view bytes) {
    ERR_clear_error();
    if (SSL_write(connection_.get(), bytes.data(), static_cast<int>(bytes.size())) <= 0) {
        throw std::runtime_error("cannot send");
    }
}

std::string TlsConnection::read_reply() {
    std::size_t end = buffer_.find("\r\n\r\n");
    for (; end == std::string::npos; end = buffer_.find("\r\n\r\n")) {
        if (!receive()) throw std::runtime_error("the server closed after: " + buffer_);
    }
    const std::string_view name = "Content-Length: ";
    std::size_t length = 0;
    if (const auto at = buffer_.find(name); at < end) {
        std::from_chars(buffer_.data() + at + name.size(), buffer_.data() + end, length);
    }
    while (buffer_.size() < end + 4 + length) {
        if (!receive()) throw std::runtime_error("the server closed within a body");
    }
    std::string reply = buffer_.substr(0, end + 4 + length);
    buffer_.erase(0, reply.size());
    return reply;
}

bool TlsConnection::closed_by_server() {
    return buffer_.empty() && !receive();
}

std::string TlsConnection::version() const {
    return SSL_get_version(connection_.get());
}

std::string TlsConnection::server_name() const {
    X509* const certificate = SSL_get0_peer_certificate(connection_.get());
    char name[100] = "";
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name,
                              sizeof name);
    return name;
}

int TlsConnection::chain_length() const {
    return sk_X509_num(SSL_get_peer_cert_chain(connection_.get()));
}

bool TlsConnection::receive() {
    char bytes[16 * 1024];
    ERR_clear_error();
    const int count = SSL_read(connection_.get(), bytes, sizeof bytes);
    if (count > 0) {
        buffer_.append(bytes, static_cast<std::size_t>(count));
        return true;
    }
    if (SSL_get_error(connection_.get(), count) == SSL_ERROR_ZERO_RETURN) return false;
    throw std::runtime_error("the connection broke");
}

std::string exchange_without_reset(int port, std::string_view bytes) {
    const int descriptor = connect_to(port);
    ssize_t count = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    std::string answer;
    char part[4096];
    while (count > 0 && (count = ::recv(descriptor, part, sizeof part, 0)) > 0) {
        answer.append(part, static_cast<std::size_t>(count));
    }
    const std::string why = count < 0 ? std::strerror(errno) : "";
    ::close(descriptor);
    if (count < 0) throw std::runtime_error("the server did not close: " + why);
    return answer;
}

}  // namespace marquee::test
