#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace marquee::test {

/// A TCP port that passes everything on to another one, until it is told not to: then it cuts all
/// connections and refuses new ones, as a server that has died does. Callable from any thread.
class TcpGate {
public:
    TcpGate(const std::string& target_host, int target_port);
    ~TcpGate();
    TcpGate(const TcpGate&) = delete;
    TcpGate& operator=(const TcpGate&) = delete;

    int port() const { return port_; }
    /// Returns when every connection is cut.
    void close();
    void open();
    /// Keeps all connections, but passes nothing on any more, as a server that hangs does.
    void freeze();

private:
    struct Pair {
        int client;
        int server;
    };

    void run();
    void cut_all();
    void accept_one();

    std::string target_host_;
    int target_port_;
    int listener_ = -1;
    int port_ = 0;
    std::mutex mutex_;
    std::vector<Pair> pairs_;
    bool open_ = true;
    bool frozen_ = false;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace marquee::test
