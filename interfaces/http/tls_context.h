#pragma once

#include <memory>
#include <string>

struct ssl_st;

namespace marquee::http {

/// A certificate with its key, and the rules by which connections are kept secret with it: TLS 1.2
/// or 1.3, and ciphers with forward secrecy only. Never changes; callable from any thread.
class TlsContext {
public:
    /// Reads PEM files: the certificate, followed by those that lead to a known authority, and its
    /// key, without a passphrase. Throws Error(invalid), which says what to do and repeats nothing
    /// of what the files hold.
    TlsContext(const std::string& certificate_file, const std::string& key_file);
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    /// The server's end of a new connection, for SSL_free; it may outlive the context. Throws
    /// std::bad_alloc.
    ssl_st* new_connection() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace marquee::http
