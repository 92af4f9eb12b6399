#include "infrastructure/tokens/http_document.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/URI.h>
#include <array>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <istream>
#include <mutex>
#include <optional>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "domain/shared/error.h"

namespace marquee::tokens {
namespace {

namespace net = Poco::Net;
using Deadline = std::chrono::steady_clock::time_point;

constexpr int kCertificateChain = 9;

/// Ends all that waits for a socket at a moment, or when it is asked to stop.
class Cutoff {
public:
    Cutoff(int socket, Deadline deadline, const std::stop_token& stop)
        : socket_{::dup(socket)},
          on_stop_(stop, [this] { cut(); }),
          timer_([this, deadline](const std::stop_token& done) { wait(deadline, done); }) {}

    bool has_cut() const { return has_cut_; }

private:
    /// Our own, since the socket's may be closed and given to another at any time.
    struct Descriptor {
        int number;
        ~Descriptor() { ::close(number); }
    };

    void wait(Deadline deadline, const std::stop_token& done) {
        std::unique_lock lock(mutex_);
        wake_.wait_until(lock, done, deadline, [] { return false; });
        if (!done.stop_requested()) cut();
    }

    void cut() {
        has_cut_ = true;
        ::shutdown(socket_.number, SHUT_RDWR);
    }

    Descriptor socket_;
    std::atomic<bool> has_cut_ = false;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::stop_callback<std::function<void()>> on_stop_;
    std::jthread timer_;
};

net::StreamSocket encrypted(const net::StreamSocket& socket, const std::string& host) {
    net::Context::Ptr context(new net::Context(
        net::Context::TLS_CLIENT_USE, "", net::Context::VERIFY_STRICT, kCertificateChain, true));
    context->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
    return net::SecureStreamSocket::attach(socket, host, context);
}

std::string read_all(std::istream& body, std::size_t max_length) {
    std::string text;
    std::array<char, 8192> chunk{};
    while (body.read(chunk.data(), chunk.size()) || body.gcount() > 0) {
        text.append(chunk.data(), static_cast<std::size_t>(body.gcount()));
        if (text.size() > max_length) {
            throw Error(ErrorCode::unavailable,
                        "the answer is longer than " + std::to_string(max_length) + " bytes");
        }
    }
    return text;
}

std::string answer_to(net::HTTPRequest& request, const net::StreamSocket& socket,
                      std::size_t max_length) {
    net::HTTPClientSession session(socket);
    request.set("Accept", "application/jwk-set+json, application/json");
    request.setKeepAlive(false);
    session.sendRequest(request);
    net::HTTPResponse response;
    std::istream& body = session.receiveResponse(response);
    if (response.getStatus() != net::HTTPResponse::HTTP_OK) {
        throw Error(ErrorCode::unavailable,
                    "the answer is " + std::to_string(response.getStatus()) + " and not 200");
    }
    std::string text = read_all(body, max_length);
    if (body.bad() || (response.hasContentLength() &&
                       static_cast<std::streamsize>(text.size()) != response.getContentLength())) {
        throw Error(ErrorCode::unavailable, "the answer stops in its middle");
    }
    return text;
}

Poco::URI parse_url(const std::string& text) {
    try {
        return Poco::URI(text);
    } catch (const Poco::SyntaxException&) {
        throw Error(ErrorCode::invalid, "the URL can't be read");
    }
}

}  // namespace

HttpDocument::HttpDocument(const std::string& url) {
    const Poco::URI uri = parse_url(url);
    is_encrypted_ = uri.getScheme() == "https";
    host_ = uri.getHost();
    port_ = uri.getPort();
    path_and_query_ = uri.getPathAndQuery();
    if (path_and_query_.empty() || path_and_query_.front() != '/') path_and_query_.insert(0, "/");
    name_ = uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
    if ((!is_encrypted_ && uri.getScheme() != "http") || host_.empty() || port_ == 0) {
        throw Error(ErrorCode::invalid, "the URL has to begin with https://host or http://host");
    }
    if (!uri.getUserInfo().empty()) {
        throw Error(ErrorCode::invalid, "the URL must not have a user name or password in it");
    }
}

std::string HttpDocument::fetch(std::size_t max_length, std::chrono::milliseconds timeout,
                                const std::stop_token& stop) const {
    const Deadline deadline = std::chrono::steady_clock::now() + timeout;
    std::optional<Cutoff> cutoff;
    try {
        net::StreamSocket socket;
        socket.connect(net::SocketAddress(host_, port_),
                       Poco::Timespan(std::chrono::microseconds(timeout).count()));
        cutoff.emplace(socket.impl()->sockfd(), deadline, stop);
        net::HTTPRequest request(net::HTTPRequest::HTTP_GET, path_and_query_,
                                 net::HTTPRequest::HTTP_1_1);
        request.setHost(host_, port_);
        std::string text =
            answer_to(request, is_encrypted_ ? encrypted(socket, host_) : socket, max_length);
        // What was cut may look like an end.
        if (!cutoff->has_cut()) return text;
    } catch (const Poco::Exception& error) {
        if (!cutoff || !cutoff->has_cut()) {
            throw Error(ErrorCode::unavailable, error.displayText());
        }
    } catch (const Error& error) {
        if (!cutoff || !cutoff->has_cut()) throw;
    }
    throw Error(ErrorCode::deadline_exceeded,
                "there is no whole answer after " + std::to_string(timeout.count()) + " ms");
}

}  // namespace marquee::tokens
