#include "interfaces/http/reactor.h"

#include <algorithm>
#include <sys/epoll.h>
#include <unistd.h>

#include "prometheus/gauge.h"

#include "interfaces/http/serving.h"

namespace marquee::http {
namespace {

/// So many are accepted before those that are here have their turn.
constexpr int kAtOnce = 64;
/// How long nobody is accepted when there is no room.
constexpr std::chrono::milliseconds kPause{10};
/// Who has had nothing to ask for so long makes room when there is none, some at a time.
constexpr std::chrono::milliseconds kIdleEnough{250};
constexpr std::size_t kMakeRoom = 4;

}  // namespace

Reactor::Reactor(Listener listener, Serving& serving)
    : listener_(std::move(listener)), serving_(serving) {}

Reactor::~Reactor() {
    stop();
}

void Reactor::start() {
    serving_.connections.open_door();
    loop_.watch(listener_.descriptor(), EPOLLIN, *this);
    thread_ = std::thread([this] { loop_.run([this] { sweep(); }); });
}

void Reactor::drain() {
    loop_.post([this] {
        accept();
        loop_.wake(*this, Time::max());
        listener_.close();
        for (const auto& [connection, owner] : connections_) connection->drain();
        serving_.connections.close_door();
    });
}

std::size_t Reactor::cut_off() {
    std::promise<std::size_t> lost;
    loop_.post([&] {
        lost.set_value(static_cast<std::size_t>(
            std::count_if(connections_.begin(), connections_.end(),
                          [](const auto& entry) { return entry.first->cut_off(); })));
    });
    return lost.get_future().get();
}

void Reactor::stop() {
    if (!thread_.joinable()) return;
    loop_.stop();
    thread_.join();
}

void Reactor::on_events(std::uint32_t) {
    accept();
}

void Reactor::on_time() {
    paused_ = !loop_.watch(listener_.descriptor(), EPOLLIN, *this);
    accept();
}

void Reactor::accept() {
    for (int i = 0; i < kAtOnce && !paused_; ++i) {
        if (!serving_.connections.enter()) return listener_.somebody_waits() ? pause() : void();
        std::optional<Arrival> arrival;
        const auto outcome = listener_.accept(arrival);
        if (!arrival) serving_.connections.leave();
        if (outcome == Listener::Outcome::exhausted) return pause();
        if (!arrival) return;
        serving_.metrics.connections().Increment();
        auto connection =
            std::make_unique<Connection>(*arrival, LoopShare{serving_, loop_, scratch_, over_});
        connections_.emplace(connection.get(), std::move(connection));
    }
}

void Reactor::pause() {
    serving_.make_room();
    if (!paused_) loop_.unwatch(listener_.descriptor());
    paused_ = true;
    loop_.wake(*this, loop_.now() + kPause);
}

void Reactor::make_room() {
    loop_.post([this] { close_idle(); });
}

void Reactor::close_idle() {
    std::vector<std::pair<Time, Connection*>> idle;
    for (const auto& [connection, owner] : connections_) {
        const auto since = connection->idle_since();
        if (since && *since + kIdleEnough <= loop_.now()) idle.emplace_back(*since, connection);
    }
    const std::size_t count = std::min(kMakeRoom, idle.size());
    std::partial_sort(idle.begin(), idle.begin() + static_cast<std::ptrdiff_t>(count), idle.end());
    idle.resize(count);
    for (const auto& [since, connection] : idle) connection->close();
}

/// Those that are over.
void Reactor::sweep() {
    for (Connection* connection : over_) {
        connections_.erase(connection);
        serving_.metrics.connections().Decrement();
        serving_.connections.leave();
    }
    over_.clear();
}

}  // namespace marquee::http
