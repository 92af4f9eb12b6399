#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>

namespace marquee::tokens {

/// A text at an http or https URL, fetched with a connection for each time. Redirects are not
/// followed. An https server's certificate has to be of its name and from an authority that the
/// system knows (or SSL_CERT_FILE names). Does not change; callable from any thread.
class HttpDocument {
public:
    /// Throws Error `invalid` when it is no such URL, or has a password in it.
    explicit HttpDocument(const std::string& url);

    /// The URL without its query, for logs.
    const std::string& name() const { return name_; }
    bool is_encrypted() const { return is_encrypted_; }

    /// The text, of at most `max_length` bytes. Throws Error `unavailable`, which says why, when
    /// there is none, or it is longer; `deadline_exceeded` when it isn't all there within
    /// `timeout`, or `stop` was asked for. Looking up the host's name is up to the system, and
    /// may take longer; connecting isn't cut short by `stop`.
    std::string fetch(std::size_t max_length, std::chrono::milliseconds timeout,
                      const std::stop_token& stop) const;

private:
    bool is_encrypted_;
    std::string host_;
    std::uint16_t port_;
    std::string path_and_query_;
    std::string name_;
};

}  // namespace marquee::tokens
