#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "interfaces/http/io_step.h"

namespace marquee::http {

class OutputQueue;
class TlsContext;
class TlsStream;

/// One client's end of a connection, with or without TLS. Nothing here waits. For one thread at a
/// time.
class ClientSocket {
public:
    /// Takes the descriptor over, and has everything go through TLS when there is a `context`.
    ClientSocket(int descriptor, const std::shared_ptr<const TlsContext>& context);
    /// Closes.
    ~ClientSocket();
    ClientSocket(const ClientSocket&) = delete;
    ClientSocket& operator=(const ClientSocket&) = delete;

    int descriptor() const { return descriptor_; }
    bool secure() const { return secure_; }

    /// What epoll(7) tells of it, each change once.
    void told(std::uint32_t events);
    /// Looks whether there is something to read, told or not.
    void look() { readable_ = true; }
    /// Whether there may be something to read.
    bool readable() const { return readable_; }

    /// What TLS begins with; 1 byte says that it is done, as without TLS it always is.
    IoStep handshake();
    /// Asks the system only if there may be something.
    IoStep read(std::span<char> bytes);
    /// Sends what is in `output`, and drops it there; 1 byte says that nothing is left.
    IoStep write(OutputQueue& output);

    /// Says that nothing more will be sent. What is still read is not deciphered any more.
    void finish();
    /// Has whatever is read or written fail from now on. For any thread, but not beside close().
    void cut() const;
    /// Ends everything at once; nothing is read or written after it.
    void close();

private:
    IoStep write_some(OutputQueue& output);

    int descriptor_;
    const bool secure_;
    bool readable_ = false;
    /// Nothing comes after what is there to be read.
    bool ended_ = false;
    std::unique_ptr<TlsStream> tls_;
};

}  // namespace marquee::http
