#include "infrastructure/tokens/http_document.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/URI.h>
#include <array>
#include <istream>
#include <optional>

#include "domain/shared/error.h"
#include "infrastructure/sockets/cutoff.h"
#include "infrastructure/sockets/encrypted.h"

namespace marquee::tokens {
namespace {

namespace net = Poco::Net;
using Deadline = std::chrono::steady_clock::time_point;

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
    std::optional<sockets::Cutoff> cutoff;
    try {
        net::StreamSocket socket;
        socket.connect(net::SocketAddress(host_, port_),
                       Poco::Timespan(std::chrono::microseconds(timeout).count()));
        cutoff.emplace(socket.impl()->sockfd(), deadline, stop);
        net::HTTPRequest request(net::HTTPRequest::HTTP_GET, path_and_query_,
                                 net::HTTPRequest::HTTP_1_1);
        request.setHost(host_, port_);
        std::string text = answer_to(
            request, is_encrypted_ ? sockets::encrypted(socket, host_) : socket, max_length);
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
