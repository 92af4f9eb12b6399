#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "domain/shared/call.h"
#include "infrastructure/database/database_url.h"

namespace soci {
class session;
}

namespace marquee::database {

/// Sees to it that nobody waits for a database longer than the call's deadline: when that comes
/// while a session is watched, the statement under way fails. Thread-safe; a thread of its own
/// sleeps until the next deadline.
class Watchdog {
public:
    /// A session under watch, for as long as it lives.
    class Watch {
    public:
        /// Both outlive the watch. A deadline that never comes costs nothing.
        Watch(Watchdog& watchdog, soci::session& session, Engine engine, Call::Deadline deadline);
        ~Watch();
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;

    private:
        Watchdog& watchdog_;
        std::pair<Call::Deadline, std::uint64_t> key_;
    };

    Watchdog();
    ~Watchdog();
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

private:
    void run();

    std::mutex mutex_;
    std::condition_variable changed_;
    /// What to do at which deadline; the number tells equal deadlines apart.
    std::map<std::pair<Call::Deadline, std::uint64_t>, std::function<void()>> watched_;
    std::uint64_t next_number_ = 0;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace marquee::database
