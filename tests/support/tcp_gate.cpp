#include "tests/support/tcp_gate.h"

#include <arpa/inet.h>
#include <array>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace marquee::test {
namespace {

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
}

/// Moves what is there from one socket to the other; false when there will be no more.
bool pass_on(int from, int to) {
    std::array<char, 65536> buffer;
    const ssize_t size = recv(from, buffer.data(), buffer.size(), 0);
    if (size <= 0) return false;
    for (ssize_t sent = 0; sent < size;) {
        const ssize_t count =
            send(to, buffer.data() + sent, static_cast<std::size_t>(size - sent), MSG_NOSIGNAL);
        if (count <= 0) return false;
        sent += count;
    }
    return true;
}

}  // namespace

TcpGate::TcpGate(const std::string& target_host, int target_port)
    : target_host_(target_host), target_port_(target_port) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto address = loopback(0);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, generic, size) != 0 || listen(listener_, 128) != 0 ||
        getsockname(listener_, generic, &size) != 0) {
        throw std::runtime_error("the gate can't listen");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
}

TcpGate::~TcpGate() {
    stopping_ = true;
    thread_.join();
    cut_all();
    ::close(listener_);
}

void TcpGate::close() {
    const std::lock_guard lock(mutex_);
    open_ = false;
    cut_all();
}

void TcpGate::open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    frozen_ = false;
}

void TcpGate::cut_all() {
    for (const auto& pair : pairs_) {
        ::close(pair.client);
        ::close(pair.server);
    }
    pairs_.clear();
}

void TcpGate::freeze() {
    const std::lock_guard lock(mutex_);
    frozen_ = true;
}

void TcpGate::accept_one() {
    const int client = accept(listener_, nullptr, nullptr);
    if (client < 0) return;
    const int server = open_ ? socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
    auto address = loopback(target_port_);
    inet_pton(AF_INET, target_host_.c_str(), &address.sin_addr);
    if (server < 0 ||
        connect(server, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
        if (server >= 0) ::close(server);
        ::close(client);
        return;
    }
    pairs_.push_back({client, server});
}

void TcpGate::run() {
    while (!stopping_) {
        std::vector<pollfd> waiting{{listener_, POLLIN, 0}};
        {
            const std::lock_guard lock(mutex_);
            for (const auto& pair : pairs_) {
                waiting.push_back({pair.client, POLLIN, 0});
                waiting.push_back({pair.server, POLLIN, 0});
            }
        }
        if (poll(waiting.data(), waiting.size(), 5) <= 0) continue;
        const std::lock_guard lock(mutex_);
        if (frozen_) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            continue;
        }
        // What was cut in the meantime is not looked at: its descriptors may be somebody else's.
        if (waiting.size() == 1 + 2 * pairs_.size()) {
            for (std::size_t i = pairs_.size(); i-- > 0;) {
                const auto [client, server] = pairs_[i];
                const bool broken = (waiting[1 + 2 * i].revents != 0 && !pass_on(client, server)) ||
                                    (waiting[2 + 2 * i].revents != 0 && !pass_on(server, client));
                if (!broken) continue;
                ::close(client);
                ::close(server);
                pairs_.erase(pairs_.begin() + static_cast<std::ptrdiff_t>(i));
            }
        }
        if (waiting[0].revents != 0) accept_one();
    }
}

}  // namespace marquee::test
