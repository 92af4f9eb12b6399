#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "domain/shared/call.h"
#include "infrastructure/database/database.h"

namespace prometheus {
class Gauge;
class Histogram;
}  // namespace prometheus

namespace marquee::database {

/// A bounded set of connections, each lent to one user at a time: to whom is awake, but before them
/// to those who have waited for some milliseconds, in the order in which they came. Thread-safe:
/// one mutex guards all; connections are opened outside it.
class Database::Pool {
public:
    /// A borrowed connection; goes back when the lease ends.
    class Lease {
    public:
        Lease(Pool& pool, std::unique_ptr<soci::session> session);
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;

        soci::session& session() { return *session_; }
        /// Closes the connection at the lease's end instead of giving it back.
        void discard() { discarded_ = true; }

    private:
        Pool& pool_;
        std::unique_ptr<soci::session> session_;
        bool discarded_ = false;
    };

    /// All outlive it. `opened` is called with each new connection.
    Pool(const DatabaseUrl& url, const DatabaseOptions& options, Watchdog& watchdog,
         std::size_t size, const std::string& name, prometheus::Registry& metrics,
         Work opened = {});
    ~Pool();

    /// A connection, opened if need be, no later than the call's deadline and the pool's wait limit
    /// allow; nobody waits on whose call is cancelled. Throws Error(unavailable),
    /// Error(deadline_exceeded), or what SOCI throws.
    Lease acquire(const Call& call);

    /// Closes the connections that nobody uses: after one broke, the others of its age will.
    void close_idle();

private:
    /// Somebody who waits for a connection.
    struct Waiter {
        std::condition_variable_any woken;
        std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
        /// Told to look whether one is free.
        bool called = false;
        /// One is the waiter's.
        bool served = false;
    };

    bool wait_in_line(std::unique_lock<std::mutex>& lock, const Call& call, Call::Deadline until);
    void call_first();
    void give_back(std::unique_ptr<soci::session> session);

    const DatabaseUrl& url_;
    const DatabaseOptions& options_;
    Watchdog& watchdog_;
    const std::size_t size_;
    const Work opened_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<soci::session>> idle_;
    /// Connections that are lent, or kept for somebody who was called.
    std::size_t lent_ = 0;
    std::list<Waiter*> waiting_;
    prometheus::Gauge& in_use_;
    prometheus::Gauge& in_line_;
    prometheus::Histogram& waited_;
};

}  // namespace marquee::database
