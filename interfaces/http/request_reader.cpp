#include "interfaces/http/request_reader.h"

#include <variant>

#include "interfaces/http/body_reader.h"
#include "interfaces/http/head_parser.h"
#include "interfaces/http/http_server_options.h"
#include "interfaces/http/router.h"

namespace marquee::http {
namespace {

using Clock = std::chrono::steady_clock;

/// Why the head cannot be complete any more with what is there, or nothing.
std::optional<Refused> size_refusal(std::string_view bytes) {
    if (bytes.substr(0, kRequestLineLimit).find('\n') == std::string_view::npos &&
        bytes.size() >= kRequestLineLimit) {
        return Refused{Refusal::uri_too_long, "a request line may have at most " +
                                                  std::to_string(kRequestLineLimit) + " bytes"};
    }
    if (end_of_head(bytes).value_or(bytes.size()) > kHeadLimit) {
        return Refused{Refusal::header_fields_too_large,
                       "a header may have at most " + std::to_string(kHeadLimit) + " bytes"};
    }
    return std::nullopt;
}

/// Empty lines before a request are remains of the one before it (RFC 9112, 2.2).
void skip_empty_lines(Connection& connection) {
    while (connection.buffered().starts_with("\r\n")) connection.take(2);
}

/// Waits for a whole head; `length` becomes its size.
std::optional<Refused> await_head(Connection& connection, std::chrono::milliseconds timeout,
                                  std::size_t& length, bool& gone) {
    const auto deadline = Clock::now() + timeout;
    for (;;) {
        skip_empty_lines(connection);
        if (auto refused = size_refusal(connection.buffered())) return refused;
        if (const auto end = end_of_head(connection.buffered())) {
            length = *end;
            return std::nullopt;
        }
        switch (connection.receive(deadline)) {
            case Connection::Input::arrived:
                break;
            case Connection::Input::ended:
                gone = connection.buffered().empty();
                return Refused{Refusal::malformed_request, "the request ended within its header"};
            case Connection::Input::late:
                return Refused{Refusal::request_timeout, "the header did not arrive in time"};
        }
    }
}

std::optional<Refused> read_body(Connection& connection, const Head& head, std::size_t limit,
                                 const HttpServerOptions& options, std::string& body) {
    if (!head.chunked && head.content_length == 0) return std::nullopt;
    if (!head.chunked && head.content_length > limit) return BodyReader::too_large(limit);
    const auto deadline =
        Clock::now() + options.body_timeout + std::chrono::seconds((limit - 1) / (1024 * 1024));
    if (head.expects_continue && connection.buffered().empty()) {
        connection.send("HTTP/1.1 100 Continue\r\n\r\n", deadline);
    }
    BodyReader reader(connection, limit, deadline);
    return head.chunked ? reader.read_chunked(body) : reader.read_sized(head.content_length, body);
}

}  // namespace

Incoming read_request(Connection& connection, const Router& router,
                      const HttpServerOptions& options) {
    Incoming incoming;
    Request& request = incoming.request;
    request.peer_address = connection.peer_address();
    request.client.address = IpAddress::parse(request.peer_address).value_or(IpAddress());
    std::size_t length = 0;
    incoming.refused = await_head(connection, options.head_timeout, length, incoming.gone);
    if (incoming.refused) return incoming;
    auto parsed = parse_head(connection.buffered().substr(0, length));
    connection.take(length);
    if (auto* refused = std::get_if<Refused>(&parsed)) {
        incoming.refused = std::move(*refused);
        return incoming;
    }
    Head& head = std::get<Head>(parsed);
    request.method = std::move(head.method);
    request.raw_path = std::move(head.raw_path);
    request.raw_query = std::move(head.raw_query);
    request.headers = std::move(head.headers);
    request.client = client_of(request.client.address, request.headers, options.proxies);
    incoming.old_version = head.minor_version < 1;
    const std::size_t limit = router.body_limit(request);
    incoming.refused = read_body(connection, head, limit, options, request.body);
    incoming.keep_alive = head.keep_alive && !incoming.refused;
    return incoming;
}

}  // namespace marquee::http
