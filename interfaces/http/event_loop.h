#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

namespace marquee::http {

/// What an EventLoop looks after: usually a descriptor, and until when it may keep quiet. All of it
/// is called on the loop's thread.
class Watched {
public:
    using Time = std::chrono::steady_clock::time_point;

    Watched() = default;
    virtual ~Watched() = default;
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;

    /// Of epoll(7); none when the loop was asked to come back soon.
    virtual void on_events(std::uint32_t events) = 0;
    /// Its time has come.
    virtual void on_time() = 0;

private:
    friend class EventLoop;
    /// When it is really wanted, and when the loop looks.
    Time wanted_ = Time::max();
    Time looked_at_ = Time::max();
};

/// Waits for many descriptors and moments at once, on one thread. Only post() and stop() are for
/// any thread. Whoever is watched lives on until the round is over, for it may be called once more.
class EventLoop {
public:
    using Time = Watched::Time;

    EventLoop();
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    /// Returns after stop(). `after_each` runs when everything that had happened has been told:
    /// then those may be destroyed that are not wanted any more.
    void run(const std::function<void()>& after_each);
    void stop();

    /// Has `task` run on the loop's thread, soon. Not after the loop has ended.
    void post(std::function<void()> task);

    /// Tells of `events`; of changes only with EPOLLET. False when the system refuses.
    bool watch(int descriptor, std::uint32_t events, Watched& watched);
    void unwatch(int descriptor);

    /// Calls on_time() at `when`, once, and not before; Time::max() for never. A later call counts.
    /// To put off what was wanted earlier costs nothing.
    void wake(Watched& watched, Time when);
    /// Calls on_events() after everybody else had a turn.
    void soon(Watched& watched) { soon_.push_back(&watched); }
    /// Before it is destroyed.
    void forget(Watched& watched);

    /// When this round of the loop began.
    Time now() const { return now_; }

private:
    int patience();
    void run_posted();
    void run_timers();
    void look_at(Watched& watched, Time when);

    const int epoll_;
    const int bell_;
    std::atomic<bool> stopping_{false};
    /// It may wait for long, and does not look for what is posted.
    std::atomic<bool> asleep_{false};
    std::mutex mutex_;
    std::vector<std::function<void()>> posted_;
    std::set<std::pair<Time, Watched*>> timers_;
    std::vector<Watched*> soon_;
    Time now_ = std::chrono::steady_clock::now();
};

}  // namespace marquee::http
