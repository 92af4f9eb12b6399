#pragma once

#include <array>
#include <cstddef>
#include <future>
#include <memory>
#include <thread>
#include <unordered_map>
#include <vector>

#include "interfaces/http/connection.h"
#include "interfaces/http/event_loop.h"
#include "interfaces/http/listener.h"

namespace marquee::http {

struct Serving;

/// One thread of a server with the connections that it accepted, which are its own to the end.
/// Callable from any thread, but for start() and stop(), which are for its owner.
class Reactor final : private Watched {
public:
    Reactor(Listener listener, Serving& serving);
    /// Stops.
    ~Reactor() override;

    int port() const { return listener_.port(); }
    void start();
    /// Accepts nobody any more and closes what is idle.
    void drain();
    /// Closes some of those connections that have been idle for longest.
    void make_room();
    /// Ends all connections; how many had a request under way. After start().
    std::size_t cut_off();
    void stop();

private:
    void on_events(std::uint32_t events) override;
    void on_time() override;
    void accept();
    void pause();
    void close_idle();
    void sweep();

    Listener listener_;
    Serving& serving_;
    EventLoop loop_;
    std::array<char, 64 * 1024> scratch_{};
    std::vector<Connection*> over_;
    std::unordered_map<Connection*, std::unique_ptr<Connection>> connections_;
    bool paused_ = false;
    std::thread thread_;
};

}  // namespace marquee::http
