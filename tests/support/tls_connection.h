#pragma once

#include <memory>
#include <string>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;

namespace marquee::test {

/// A client's TLS connection to a server on this machine, whose certificate it takes as it is.
/// Whatever takes longer than 20 seconds or fails throws std::runtime_error.
class TlsConnection {
public:
    /// Connects, but leaves the handshake to shake_hands(). `newest` is the latest version of TLS
    /// it speaks, as OpenSSL counts them; 0 for any.
    explicit TlsConnection(int port, int newest = 0);
    ~TlsConnection();
    TlsConnection(const TlsConnection&) = delete;
    TlsConnection& operator=(const TlsConnection&) = delete;

    TlsConnection& shake_hands();

    void send(std::string_view bytes);
    /// The next answer, its head and a body of the length that it says.
    std::string read_reply();
    /// Whether the server says properly that nothing more comes, and sends nothing before.
    bool closed_by_server();

    /// "TLSv1.3"
    std::string version() const;
    /// The name in the server's certificate.
    std::string server_name() const;
    /// How many certificates the server has sent.
    int chain_length() const;

private:
    bool receive();

    struct Free {
        void operator()(ssl_st* connection) const;
        void operator()(ssl_ctx_st* context) const;
    };
    int descriptor_;
    std::unique_ptr<ssl_ctx_st, Free> context_;
    std::unique_ptr<ssl_st, Free> connection_;
    std::string buffer_;
};

/// Sends bytes to a server on this machine and reads until it closes. Throws std::runtime_error
/// when the connection is reset.
std::string exchange_without_reset(int port, std::string_view bytes);

}  // namespace marquee::test
