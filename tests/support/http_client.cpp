#include "tests/support/http_client.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/sign_in.h"

namespace marquee::test {
namespace {

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(what + ": " + std::strerror(errno));
}

std::optional<std::string> field_in(const HttpFields& fields, std::string_view name) {
    for (const auto& [field, value] : fields) {
        if (::strcasecmp(field.c_str(), std::string(name).c_str()) == 0) return value;
    }
    return std::nullopt;
}

HttpReply parse_head(std::string_view head) {
    HttpReply reply;
    reply.status = status_of(head);
    if (reply.status == 0) throw std::runtime_error("no answer: " + std::string(head));
    head.remove_prefix(head.find("\r\n") + 2);
    while (!head.empty()) {
        const std::string_view line = head.substr(0, head.find("\r\n"));
        const std::size_t colon = line.find(": ");
        reply.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
        head.remove_prefix(line.size() + 2);
    }
    return reply;
}

}  // namespace

std::optional<std::string> HttpReply::header(std::string_view name) const {
    return field_in(headers, name);
}

std::optional<std::string> HttpExchange::header(std::string_view name) const {
    return field_in(headers, name);
}

HttpConnection::HttpConnection(int port)
    : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (descriptor_ < 0) fail("no socket");
    const timeval patience{20, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    const int on = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        const int why = errno;
        ::close(descriptor_);
        errno = why;
        fail("cannot connect to port " + std::to_string(port));
    }
}

HttpConnection::~HttpConnection() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void HttpConnection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && (errno == EPIPE || errno == ECONNRESET)) return;
        if (sent < 0) fail("cannot send");
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void HttpConnection::finish_sending() {
    ::shutdown(descriptor_, SHUT_WR);
}

void HttpConnection::reset() {
    const linger at_once{1, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(std::exchange(descriptor_, -1));
}

HttpReply HttpConnection::read_reply(bool to_head) {
    std::size_t end = buffer_.find("\r\n\r\n");
    for (; end == std::string::npos; end = buffer_.find("\r\n\r\n")) {
        if (!receive()) throw std::runtime_error("the server closed; it had sent: " + buffer_);
    }
    HttpReply reply = parse_head(std::string_view(buffer_).substr(0, end + 2));
    buffer_.erase(0, end + 4);
    const std::string length = reply.header("Content-Length").value_or("0");
    std::size_t bytes = 0;
    std::from_chars(length.data(), length.data() + length.size(), bytes);
    if (to_head) return reply;
    while (buffer_.size() < bytes) {
        if (!receive()) throw std::runtime_error("the server closed within a body");
    }
    reply.body = buffer_.substr(0, bytes);
    buffer_.erase(0, bytes);
    return reply;
}

std::string HttpConnection::read_all() {
    while (receive()) {
    }
    return std::exchange(buffer_, {});
}

bool HttpConnection::receive() {
    char bytes[16 * 1024];
    const ssize_t count = ::recv(descriptor_, bytes, sizeof bytes, 0);
    if (count < 0 && errno == ECONNRESET) return false;
    if (count < 0) fail("no answer came");
    buffer_.append(bytes, static_cast<std::size_t>(count));
    return count > 0;
}

std::string exchange_bytes(int port, std::string_view bytes) {
    HttpConnection connection(port);
    connection.send(bytes);
    connection.finish_sending();
    return connection.read_all();
}

int status_of(std::string_view bytes) {
    constexpr std::string_view kVersion = "HTTP/1.1 ";
    int status = 0;
    if (bytes.starts_with(kVersion) && bytes.size() >= kVersion.size() + 3) {
        const char* digits = bytes.data() + kVersion.size();
        std::from_chars(digits, digits + 3, status);
    }
    return status;
}

HttpReply HttpClient::get(const std::string& target, const HttpFields& headers) const {
    return request("GET", target, std::nullopt, headers);
}

HttpReply HttpClient::remove(const std::string& target, const HttpFields& headers) const {
    return request("DELETE", target, std::nullopt, headers);
}

HttpReply HttpClient::put(const std::string& target, const std::string& body,
                          const HttpFields& headers) const {
    return request("PUT", target, body, headers);
}

HttpReply HttpClient::post(const std::string& target, const std::string& body,
                           const HttpFields& headers) const {
    return request("POST", target, body, headers);
}

HttpReply HttpClient::patch(const std::string& target, const std::string& body,
                            const HttpFields& headers) const {
    return request("PATCH", target, body, headers);
}

HttpReply HttpClient::request(const std::string& method, const std::string& target,
                              const std::optional<std::string>& body,
                              const HttpFields& headers) const {
    return send_signed_in(port_, method, headers, [&](const HttpFields& fields) {
        return send(method, target, body, fields);
    });
}

HttpReply HttpClient::send(const std::string& method, const std::string& target,
                           const std::optional<std::string>& body,
                           const HttpFields& headers) const {
    HttpFields sent = headers;
    if (body && !field_in(headers, "Content-Type")) {
        sent.emplace_back("Content-Type", "application/json");
    }
    std::string bytes =
        method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    for (const auto& [name, value] : sent) bytes += name + ": " + value + "\r\n";
    if (body) bytes += "Content-Length: " + std::to_string(body->size()) + "\r\n";
    bytes += "\r\n" + body.value_or("");
    HttpConnection connection(port_);
    connection.send(bytes);
    auto reply = connection.read_reply(method == "HEAD");
    if (exchange_observer) exchange_observer({method, target, sent, body.value_or(""), reply});
    return reply;
}

}  // namespace marquee::test
