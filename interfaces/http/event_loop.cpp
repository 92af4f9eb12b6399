#include "interfaces/http/event_loop.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "domain/shared/error.h"

namespace marquee::http {
namespace {

constexpr int kEventsAtOnce = 256;

int require(int descriptor) {
    if (descriptor >= 0) return descriptor;
    throw Error(ErrorCode::unavailable,
                std::string("cannot wait for connections: ") + std::strerror(errno));
}

}  // namespace

EventLoop::EventLoop()
    : epoll_(require(::epoll_create1(EPOLL_CLOEXEC))),
      bell_(require(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, bell_, &event);
}

EventLoop::~EventLoop() {
    ::close(bell_);
    ::close(epoll_);
}

void EventLoop::run(const std::function<void()>& after_each) {
    std::array<epoll_event, kEventsAtOnce> events;
    while (!stopping_) {
        const int count = ::epoll_wait(epoll_, events.data(), kEventsAtOnce, patience());
        asleep_ = false;
        now_ = std::chrono::steady_clock::now();
        std::vector<Watched*> again = std::exchange(soon_, {});
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            // The bell has none: what was posted is seen to in each round.
            if (event.data.ptr) static_cast<Watched*>(event.data.ptr)->on_events(event.events);
        }
        for (Watched* watched : again) watched->on_events(0);
        run_posted();
        run_timers();
        after_each();
    }
}

void EventLoop::stop() {
    stopping_ = true;
    ::eventfd_write(bell_, 1);
}

void EventLoop::post(std::function<void()> task) {
    {
        const std::lock_guard lock(mutex_);
        posted_.push_back(std::move(task));
    }
    // Those that come before the loop has looked need no bell of their own.
    if (asleep_.exchange(false)) ::eventfd_write(bell_, 1);
}

bool EventLoop::watch(int descriptor, std::uint32_t events, Watched& watched) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = &watched;
    return ::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void EventLoop::unwatch(int descriptor) {
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, descriptor, nullptr);
}

void EventLoop::wake(Watched& watched, Time when) {
    watched.wanted_ = when;
    if (when < watched.looked_at_) look_at(watched, when);
}

void EventLoop::forget(Watched& watched) {
    look_at(watched, Time::max());
    std::erase(soon_, &watched);
}

void EventLoop::look_at(Watched& watched, Time when) {
    if (watched.looked_at_ != Time::max()) timers_.erase({watched.looked_at_, &watched});
    watched.looked_at_ = when;
    if (when != Time::max()) timers_.emplace(when, &watched);
}

/// For epoll_wait, in milliseconds. Who posts from now on rings the bell.
int EventLoop::patience() {
    {
        const std::lock_guard lock(mutex_);
        if (!soon_.empty() || !posted_.empty()) return 0;
        asleep_ = true;
    }
    if (timers_.empty()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        timers_.begin()->first - std::chrono::steady_clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

void EventLoop::run_posted() {
    std::vector<std::function<void()>> tasks;
    {
        const std::lock_guard lock(mutex_);
        tasks.swap(posted_);
    }
    for (const auto& task : tasks) task();
}

void EventLoop::run_timers() {
    while (!timers_.empty() && timers_.begin()->first <= now_) {
        Watched& watched = *timers_.begin()->second;
        const bool due = watched.wanted_ <= now_;
        look_at(watched, due ? Time::max() : watched.wanted_);
        if (due) watched.on_time();
    }
}

}  // namespace marquee::http
