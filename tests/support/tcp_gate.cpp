#include "tests/support/tcp_gate.h"

#include <arpa/inet.h>
#include <cerrno>
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

/// What a way holds at most, before nothing more is read.
constexpr std::size_t kMostHeld = 64;

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
    make({});
}

void TcpGate::cut() {
    const std::lock_guard lock(mutex_);
    cut_all();
}

void TcpGate::make(const Trouble& trouble) {
    const std::lock_guard lock(mutex_);
    open_ = true;
    trouble_ = trouble;
}

void TcpGate::cut_all() {
    for (const auto& pair : pairs_) {
        ::close(pair.requests.from);
        ::close(pair.replies.from);
    }
    pairs_.clear();
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
    pairs_.push_back({{client, server}, {server, client}});
}

/// Of a way that is not open nothing is read, not even that it is at its end.
pollfd TcpGate::wish(const Way& way, bool open) const {
    const bool wanted = open && !way.ended && way.held.size() < kMostHeld;
    return {wanted ? way.from : -1, POLLIN, 0};
}

/// Reads what is there, or that there will be no more.
void TcpGate::take(Way& way) {
    std::string bytes(65536, '\0');
    const ssize_t size = recv(way.from, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    way.ended = size <= 0;
    if (way.ended) return;
    bytes.resize(static_cast<std::size_t>(size));
    if (trouble_.wrong_one_in > 0) {
        std::uniform_int_distribution<> chance(1, trouble_.wrong_one_in);
        std::uniform_int_distribution<> other(1, 255);
        for (char& byte : bytes) {
            if (chance(random_) == 1) byte = static_cast<char>(byte ^ other(random_));
        }
    }
    way.held.push_back({std::chrono::steady_clock::now() + trouble_.later, std::move(bytes)});
}

/// Sends what is due and finds room; false when nobody takes it, or all was sent to the end.
bool TcpGate::pass_on(Way& way) {
    while (!way.held.empty() && way.held.front().due <= std::chrono::steady_clock::now()) {
        auto& bytes = way.held.front().bytes;
        const ssize_t count = send(way.to, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
        bytes.erase(0, static_cast<std::size_t>(count));
        if (bytes.empty()) way.held.pop_front();
    }
    return !way.ended || !way.held.empty();
}

bool TcpGate::hears_last_words(const Way& way) const {
    if (trouble_.last_words.empty() || way.held.empty()) return false;
    return way.held.back().bytes.find(trouble_.last_words) != std::string::npos;
}

/// False when it is at its end.
bool TcpGate::serve(Pair& pair, const pollfd* found) {
    if (found[0].revents != 0) take(pair.requests);
    if (hears_last_words(pair.requests)) {
        if (trouble_.said) pass_on(pair.requests);
        open_ = false;
        return false;
    }
    if (found[1].revents != 0) take(pair.replies);
    bool going = true;
    if (trouble_.requests) going = pass_on(pair.requests);
    if (trouble_.replies) going = pass_on(pair.replies) && going;
    return going;
}

void TcpGate::run() {
    while (!stopping_) {
        std::vector<pollfd> waiting{{listener_, POLLIN, 0}};
        std::size_t held = 0;
        {
            const std::lock_guard lock(mutex_);
            for (const auto& [requests, replies] : pairs_) {
                waiting.push_back(wish(requests, trouble_.requests));
                waiting.push_back(wish(replies, trouble_.replies));
                held += requests.held.size() + replies.held.size();
            }
        }
        // What is held back is due some time soon, and trouble may change at any time.
        if (poll(waiting.data(), waiting.size(), held > 0 ? 1 : 5) < 0) continue;
        const std::lock_guard lock(mutex_);
        // What was cut in the meantime is not looked at: its descriptors may be somebody else's.
        if (waiting.size() == 1 + 2 * pairs_.size()) {
            const pollfd* found = waiting.data() + 1;
            for (auto pair = pairs_.begin(); pair != pairs_.end(); found += 2) {
                if (serve(*pair, found)) {
                    ++pair;
                    continue;
                }
                ::close(pair->requests.from);
                ::close(pair->replies.from);
                pair = pairs_.erase(pair);
            }
        }
        if (waiting[0].revents != 0) accept_one();
    }
}

}  // namespace marquee::test
