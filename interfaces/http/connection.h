#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "interfaces/http/io_step.h"

namespace Poco::Net {
class StreamSocket;
}

namespace marquee::http {

class TlsContext;
class TlsStream;

/// The socket of one client, with what was received and not yet used. For one thread at a time, but
/// for shut_down(). Closes the socket when it goes.
class Connection {
public:
    using Deadline = std::chrono::steady_clock::time_point;
    /// What waiting for the client brought: bytes, the end of its bytes, or nothing in time.
    enum class Input { arrived, ended, late };

    Connection(const Poco::Net::StreamSocket& socket, std::string peer_address);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Has everything go through TLS, from a handshake on. Before anything is received.
    void secure_with(std::shared_ptr<const TlsContext> context);
    bool secure() const { return secure_; }
    /// Waits until `deadline` for the handshake, and may be called again when that was too short:
    /// `arrived` when it is done, as without TLS it always is, `ended` when there is none to be
    /// had.
    Input handshake(Deadline deadline);

    const std::string& peer_address() const { return peer_address_; }

    /// The bytes received and not yet used; valid until the next receive() or take().
    std::string_view buffered() const { return std::string_view(buffer_).substr(used_); }
    void take(std::size_t bytes) { used_ += bytes; }

    /// Waits until `deadline` for more bytes, and puts them behind those buffered.
    Input receive(Deadline deadline);

    /// Sends all of `bytes`; false when the client did not take them until `deadline`, or has gone.
    bool send(std::string_view bytes, Deadline deadline);

    /// Says that nothing more will be sent and takes what still comes, until the client has closed
    /// or `deadline`: closing at once would reset the connection, and with it an answer under way.
    void linger(Deadline deadline);

    /// Ends all waiting, now and later. Callable from any thread.
    void shut_down();

private:
    IoStep read_some(char* bytes, std::size_t size);
    IoStep write_some(std::string_view bytes);
    bool wait_for(short events, Deadline deadline) const;

    std::unique_ptr<Poco::Net::StreamSocket> socket_;
    int descriptor_;
    bool secure_ = false;
    /// Until the handshake begins.
    std::shared_ptr<const TlsContext> tls_context_;
    /// From then on.
    std::unique_ptr<TlsStream> tls_;
    std::string peer_address_;
    std::string buffer_;
    std::size_t used_ = 0;
};

}  // namespace marquee::http
