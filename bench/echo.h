#pragma once

#include <memory>
#include <string>
#include <vector>

namespace grpc {
class Channel;
}

namespace marquee::bench {

/// A gRPC server as simple as they come: method "/bench/N" is answered with the Nth of `answers`,
/// in the thread that gRPC says in that the request came.
class EchoServer {
public:
    explicit EchoServer(const std::vector<std::string>& answers);
    ~EchoServer();
    EchoServer(const EchoServer&) = delete;
    EchoServer& operator=(const EchoServer&) = delete;

    int port() const;

private:
    class State;
    std::unique_ptr<State> state_;
};

/// Asks it, over one connection with gRPC's own defaults, as generated stubs do. Callable from any
/// thread.
class EchoClient {
public:
    explicit EchoClient(int port);

    /// Sends `request` to method "/bench/<number>"; answers how long the answer is.
    std::size_t ask(std::size_t number, const std::string& request) const;

private:
    std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace marquee::bench
