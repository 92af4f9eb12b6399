#pragma once

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace marquee::tokens {

/// A server on this machine that answers each connection, one after the other, as it is told to.
class DocumentServer {
public:
    /// Gets the connection when the request's head was read.
    using Answer = std::function<void(Poco::Net::StreamSocket&)>;

    explicit DocumentServer(Answer answer, Poco::Net::ServerSocket socket = on_loopback())
        : answer_(std::move(answer)), socket_(std::move(socket)) {
        // Clients go away in the middle of an answer.
        std::signal(SIGPIPE, SIG_IGN);
        thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
    }

    static Poco::Net::ServerSocket on_loopback() {
        return Poco::Net::ServerSocket(Poco::Net::SocketAddress("127.0.0.1", 0));
    }

    std::string url(const std::string& path = "/jwks.json") const {
        return "http://127.0.0.1:" + std::to_string(port()) + path;
    }
    int port() const { return socket_.address().port(); }

    void set_answer(Answer answer) {
        const std::lock_guard lock(mutex_);
        answer_ = std::move(answer);
    }

    /// The heads of the requests so far.
    std::vector<std::string> requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
    }

private:
    void serve(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            if (!socket_.poll(Poco::Timespan(0, 20'000), Poco::Net::Socket::SELECT_READ)) continue;
            try {
                Poco::Net::StreamSocket connection = socket_.acceptConnection();
                connection.setReceiveTimeout(Poco::Timespan(20, 0));
                std::string head;
                std::array<char, 1024> chunk{};
                while (head.find("\r\n\r\n") == std::string::npos) {
                    const int count = connection.receiveBytes(chunk.data(), chunk.size());
                    if (count <= 0) break;
                    head.append(chunk.data(), static_cast<std::size_t>(count));
                }
                Answer answer;
                {
                    const std::lock_guard lock(mutex_);
                    requests_.push_back(head);
                    answer = answer_;
                }
                answer(connection);
            } catch (const Poco::Exception&) {
                // A client that goes away is what some tests are about.
            }
        }
    }

    Answer answer_;
    Poco::Net::ServerSocket socket_;
    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
    std::jthread thread_;
};

inline void send_text(Poco::Net::StreamSocket& socket, const std::string& text) {
    for (std::size_t sent = 0; sent < text.size();) {
        const int count =
            socket.sendBytes(text.data() + sent, static_cast<int>(text.size() - sent));
        if (count <= 0) return;
        sent += static_cast<std::size_t>(count);
    }
}

inline DocumentServer::Answer answering(const std::string& body,
                                        const std::string& status = "200 OK") {
    return [text = "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " +
                   std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" +
                   body](Poco::Net::StreamSocket& socket) { send_text(socket, text); };
}

inline DocumentServer::Answer answering_bytes(const std::string& bytes) {
    return [bytes](Poco::Net::StreamSocket& socket) { send_text(socket, bytes); };
}

/// Says nothing until the client has gone.
inline void stay_silent(Poco::Net::StreamSocket& socket) {
    std::array<char, 64> chunk{};
    while (socket.receiveBytes(chunk.data(), chunk.size()) > 0) {
    }
}

/// Says `begin`, and then one byte after the other until the client has gone.
inline DocumentServer::Answer dripping(const std::string& begin) {
    return [begin](Poco::Net::StreamSocket& socket) {
        send_text(socket, begin);
        while (socket.sendBytes("x", 1) > 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    };
}

}  // namespace marquee::tokens
