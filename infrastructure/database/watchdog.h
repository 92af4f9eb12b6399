#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

#include "domain/shared/call.h"
#include "infrastructure/database/database_url.h"

namespace soci {
class session;
}

namespace marquee::database {

/// Sees to it that nobody waits for a database longer than until the call's deadline, or until the
/// call is cancelled: when that comes while a session is watched, the statement under way fails.
/// Thread-safe; a thread of its own sleeps until the next deadline.
class Watchdog {
    /// When to do it; the number tells equal times apart.
    using Key = std::pair<Call::Deadline, std::uint64_t>;

public:
    /// A session under watch, for as long as it lives.
    class Watch {
    public:
        /// Both outlive the watch. A call that can't end early costs nothing.
        Watch(Watchdog& watchdog, soci::session& session, Engine engine, const Call& call);
        ~Watch();
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;

    private:
        friend class Watchdog;

        Watchdog& watchdog_;
        const Engine engine_;
        Key key_;
        std::function<void()> interrupt_;
        std::optional<std::stop_callback<std::function<void()>>> on_cancel_;
    };

    Watchdog();
    ~Watchdog();
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

private:
    void run();
    void add(Watch& watch);
    void interrupt(Watch& watch);
    void interrupt_soon(Watch& watch);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<Key, Watch*> watched_;
    std::uint64_t next_number_ = 0;
    /// When the thread wakes up without being told to.
    Call::Deadline sleeps_until_ = Call::Deadline::max();
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace marquee::database
