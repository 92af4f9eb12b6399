#pragma once

#include <optional>
#include <string>

#include "tests/support/http_client.h"
#include "tests/support/sign_in.h"

namespace marquee::test {

/// A client that keeps its connection, for many requests one after the other; see send_signed_in.
/// For one thread.
class KeptClient {
public:
    explicit KeptClient(int port) : port_(port) {}

    /// Throws std::runtime_error when no whole answer came.
    HttpReply request(const std::string& method, const std::string& target,
                      const std::string& body = "") {
        return send_signed_in(port_, method, {}, [&](const HttpFields& headers) {
            return send(method, target, body, headers);
        });
    }

    /// Goes on with another connection, after a request that threw.
    void reconnect() { connection_.reset(); }

    HttpReply rate(const std::string& movie, const std::string& user, int score) {
        return request("PUT", "/v1/ratings/movie/" + movie + "/users/" + user,
                       "{\"score\": " + std::to_string(score) + "}");
    }

private:
    HttpReply send(const std::string& method, const std::string& target, const std::string& body,
                   HttpFields fields) {
        if (!connection_) connection_.emplace(port_);
        std::string bytes = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n";
        if (!body.empty()) {
            fields.emplace_back("Content-Type", "application/json");
            fields.emplace_back("Content-Length", std::to_string(body.size()));
        }
        for (const auto& [name, value] : fields) bytes += name + ": " + value + "\r\n";
        connection_->send(bytes + "\r\n" + body);
        auto reply = connection_->read_reply();
        if (reply.header("Connection") == "close") connection_.reset();
        if (exchange_observer) exchange_observer({method, target, fields, body, reply});
        return reply;
    }

    int port_;
    std::optional<HttpConnection> connection_;
};

}  // namespace marquee::test
