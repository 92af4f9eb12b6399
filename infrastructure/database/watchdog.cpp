#include "infrastructure/database/watchdog.h"

#include <algorithm>
#include <sys/socket.h>

#include "soci/mysql/soci-mysql.h"
#include "soci/soci.h"
#include "soci/sqlite3/soci-sqlite3.h"

#include "infrastructure/database/sqlite_backend.h"

namespace marquee::database {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kInterruptAgain{20};

/// What makes the statement that the session runs fail, and on MySQL its next one. Safe to call
/// from another thread while the session is in use.
std::function<void()> interruption_of(soci::session& session, Engine engine) {
    if (engine == Engine::sqlite) {
        return [connection = sqlite_of(session)] { sqlite_api::sqlite3_interrupt(connection); };
    }
    // MySQL's client library has no other way to be told from outside. The server notices, and
    // rolls back.
    auto* connection = static_cast<soci::mysql_session_backend*>(session.get_backend())->conn_;
    return [socket = mysql_get_socket(connection)] { ::shutdown(socket, SHUT_RDWR); };
}

}  // namespace

Watchdog::Watch::Watch(Watchdog& watchdog, soci::session& session, Engine engine, const Call& call)
    : watchdog_(watchdog), engine_(engine), key_(call.deadline, 0) {
    if (call.deadline == Call::Deadline::max() && !call.cancelled.stop_possible()) return;
    interrupt_ = interruption_of(session, engine);
    {
        const std::lock_guard lock(watchdog_.mutex_);
        key_.second = ++watchdog_.next_number_;
        watchdog_.add(*this);
    }
    if (!call.cancelled.stop_possible()) return;
    on_cancel_.emplace(call.cancelled, [this] { watchdog_.interrupt_soon(*this); });
}

Watchdog::Watch::~Watch() {
    // Waits for the callback, which takes the mutex.
    on_cancel_.reset();
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
            sleeps_until_ = Call::Deadline::max();
            changed_.wait(lock);
            continue;
        }
        const auto [key, watch] = *watched_.begin();
        if (key.first <= steady_clock::now()) {
            interrupt(*watch);
        } else {
            sleeps_until_ = key.first;
            changed_.wait_until(lock, key.first);
        }
    }
}

void Watchdog::add(Watch& watch) {
    watched_.emplace(watch.key_, &watch);
    // It is not woken for each of many that come and go before the first one's end, after which it
    // looks again.
    if (watch.key_.first >= sleeps_until_) return;
    sleeps_until_ = watch.key_.first;
    changed_.notify_one();
}

void Watchdog::interrupt(Watch& watch) {
    watch.interrupt_();
    watched_.erase(watch.key_);
    // A socket's number may be another's soon. But SQLite forgets what comes between two
    // statements.
    if (watch.engine_ == Engine::mysql) return;
    watch.key_.first = steady_clock::now() + kInterruptAgain;
    add(watch);
}

void Watchdog::interrupt_soon(Watch& watch) {
    const std::lock_guard lock(mutex_);
    if (watched_.erase(watch.key_) == 0) return;
    watch.key_.first = std::min(watch.key_.first, steady_clock::now());
    add(watch);
}

}  // namespace marquee::database
