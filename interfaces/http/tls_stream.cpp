#include "interfaces/http/tls_stream.h"

#include <cerrno>
#include <new>
#include <poll.h>
#include <sys/socket.h>

#include "interfaces/http/tls_context.h"
#include "openssl/bio.h"
#include "openssl/err.h"
#include "openssl/ssl.h"

namespace marquee::http {
namespace {

int descriptor_of(BIO* bio) {
    return *static_cast<const int*>(BIO_get_data(bio));
}

/// What the call on the socket gives OpenSSL: the bytes, or whether to try again.
template <class Again>
int finish(ssize_t count, std::size_t* bytes, Again again) {
    if (count > 0) *bytes = static_cast<std::size_t>(count);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) again();
    return count > 0 ? 1 : 0;
}

int read_socket(BIO* bio, char* bytes, std::size_t size, std::size_t* read) {
    BIO_clear_retry_flags(bio);
    return finish(::recv(descriptor_of(bio), bytes, size, MSG_DONTWAIT), read,
                  [&] { BIO_set_retry_read(bio); });
}

int write_socket(BIO* bio, const char* bytes, std::size_t size, std::size_t* written) {
    BIO_clear_retry_flags(bio);
    return finish(::send(descriptor_of(bio), bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL), written,
                  [&] { BIO_set_retry_write(bio); });
}

/// Everything is sent at once, so that there is nothing to flush.
long control(BIO*, int command, long, void*) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

/// OpenSSL's own way to a socket would wait, and raise a signal when the client has gone.
BIO_METHOD* socket_method() {
    static BIO_METHOD* const method = [] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
        if (!made) throw std::bad_alloc();
        BIO_meth_set_read_ex(made, read_socket);
        BIO_meth_set_write_ex(made, write_socket);
        BIO_meth_set_ctrl(made, control);
        return made;
    }();
    return method;
}

}  // namespace

void TlsStream::Free::operator()(ssl_st* connection) const {
    SSL_free(connection);
}

TlsStream::TlsStream(const TlsContext& context, int descriptor)
    : descriptor_(descriptor), connection_(context.new_connection()) {
    BIO* bio = BIO_new(socket_method());
    if (!bio) throw std::bad_alloc();
    // OpenSSL only ever reads the descriptor there.
    BIO_set_data(bio, const_cast<int*>(&descriptor_));
    BIO_set_init(bio, 1);
    SSL_set_bio(connection_.get(), bio, bio);
}

TlsStream::~TlsStream() {
    close();
}

IoStep TlsStream::handshake() {
    ERR_clear_error();
    const int outcome = SSL_accept(connection_.get());
    open_ = outcome == 1;
    return step(outcome, 1);
}

IoStep TlsStream::read(char* bytes, std::size_t size) {
    ERR_clear_error();
    std::size_t count = 0;
    const int outcome = SSL_read_ex(connection_.get(), bytes, size, &count);
    return step(outcome, count);
}

IoStep TlsStream::write(std::string_view bytes) {
    ERR_clear_error();
    std::size_t count = 0;
    const int outcome = SSL_write_ex(connection_.get(), bytes.data(), bytes.size(), &count);
    return step(outcome, count);
}

void TlsStream::close() {
    if (!open_) return;
    open_ = false;
    ERR_clear_error();
    SSL_shutdown(connection_.get());
}

IoStep TlsStream::step(int outcome, std::size_t bytes) {
    if (outcome == 1) return {bytes, 0};
    switch (SSL_get_error(connection_.get(), outcome)) {
        case SSL_ERROR_WANT_READ:
            return {0, POLLIN};
        case SSL_ERROR_WANT_WRITE:
            return {0, POLLOUT};
        case SSL_ERROR_ZERO_RETURN:
            return {};
        default:
            // After such an error nothing may be sent any more.
            open_ = false;
            return {};
    }
}

}  // namespace marquee::http
