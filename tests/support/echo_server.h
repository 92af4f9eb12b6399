#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "interfaces/rpc/wire/method.h"

namespace marquee::test {

/// The methods of the service marquee.test.Echo, which take and give a google.protobuf.StringValue:
/// one that may be sent again, one that may not, and one that streams its answers.
const rpc::Method& echo_again();
const rpc::Method& echo_once();
const rpc::Method& echo_stream();

/// A gRPC server in this process for tests of what calls one. It answers by what it is told to.
class EchoServer {
public:
    struct Request {
        std::string path;
        std::string text;
        std::map<std::string, std::string> metadata;
        /// Milliseconds until the deadline; negative without one.
        long left = -1;
    };
    struct Answer {
        /// gRPC's; 0 is ok.
        int code = 0;
        std::string message = {};
        std::string details = {};
        /// The value of grpc-retry-pushback-ms.
        std::optional<std::string> pushback = {};
        /// Never answers, until the call is cancelled.
        bool hang = false;
        /// Of a stream: so many messages, which are the request's text each.
        int messages = 0;
        /// Of a stream: does not end it.
        bool open_end = false;
    };
    /// Called on threads of the server's; must not wait.
    using Respond = std::function<Answer(const Request&)>;
    /// The PEM files that a secured server shows and whom it trusts.
    struct Security {
        std::string certificate_file;
        std::string key_file;
        std::string authority_file;
    };

    explicit EchoServer(Respond respond = {}, const std::optional<Security>& security = {});
    ~EchoServer();
    EchoServer(const EchoServer&) = delete;
    EchoServer& operator=(const EchoServer&) = delete;

    int port() const;
    std::string address() const;
    /// Requests that came, of which none may have been answered.
    int requests() const;
    int cancelled() const;
    /// Messages of streams that the transport took.
    int streamed() const;
    /// Takes no new calls, ends idle connections, and returns when the calls in flight are over.
    void drain();

private:
    class Service;

    struct State;
    const std::unique_ptr<State> state_;
};

}  // namespace marquee::test
