#include "infrastructure/database/watchdog.h"

#include <sys/socket.h>

#include "soci/mysql/soci-mysql.h"
#include "soci/soci.h"
#include "soci/sqlite3/soci-sqlite3.h"

namespace marquee::database {
namespace {

/// What makes the statement that the session runs, or its next one, fail. Safe to call from another
/// thread while the session is in use.
std::function<void()> interruption_of(soci::session& session, Engine engine) {
    if (engine == Engine::sqlite) {
        auto* connection =
            static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
        return [connection] { sqlite_api::sqlite3_interrupt(connection); };
    }
    // MySQL's client library has no other way to be told from outside. The server notices, and
    // rolls back.
    auto* connection = static_cast<soci::mysql_session_backend*>(session.get_backend())->conn_;
    return [socket = mysql_get_socket(connection)] { ::shutdown(socket, SHUT_RDWR); };
}

}  // namespace

Watchdog::Watch::Watch(Watchdog& watchdog, soci::session& session, Engine engine,
                       Call::Deadline deadline)
    : watchdog_(watchdog), key_(deadline, 0) {
    if (deadline == Call::Deadline::max()) return;
    auto interruption = interruption_of(session, engine);
    const std::lock_guard lock(watchdog_.mutex_);
    key_.second = ++watchdog_.next_number_;
    const auto place = watchdog_.watched_.emplace(key_, std::move(interruption)).first;
    if (place == watchdog_.watched_.begin()) watchdog_.changed_.notify_one();
}

Watchdog::Watch::~Watch() {
    if (key_.second == 0) return;
    // Under the mutex: afterwards nothing happens to the session any more.
    const std::lock_guard lock(watchdog_.mutex_);
    watchdog_.watched_.erase(key_);
}

Watchdog::Watchdog() : thread_([this] { run(); }) {}

Watchdog::~Watchdog() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void Watchdog::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (watched_.empty()) {
            changed_.wait(lock);
            continue;
        }
        const auto first = watched_.begin();
        const auto deadline = first->first.first;
        if (deadline <= std::chrono::steady_clock::now()) {
            first->second();
            watched_.erase(first);
        } else {
            changed_.wait_until(lock, deadline);
        }
    }
}

}  // namespace marquee::database
