#include "infrastructure/database/connection.h"

#include <algorithm>
#include <soci/mysql/soci-mysql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <thread>

#include "infrastructure/database/sqlite_backend.h"
#include "infrastructure/database/watchdog.h"

namespace marquee::database {
namespace {

std::string seconds(std::chrono::milliseconds time) {
    return std::to_string(std::max<std::int64_t>(1, (time.count() + 999) / 1000));
}

constexpr std::chrono::seconds kBusyTimeout{5};

void wait_if_busy(soci::session& session) {
    constexpr std::chrono::milliseconds kLimit = kBusyTimeout;
    sqlite_api::sqlite3_busy_timeout(sqlite_of(session), static_cast<int>(kLimit.count()));
}

/// A value in SOCI's connection string for MySQL.
std::string quoted(const std::string& value) {
    std::string result = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\') result += '\\';
        result += c;
    }
    return result + "'";
}

/// Turns a new file's journal into a write-ahead log. SQLite's own waiting leaves this out: of
/// several connections that try at once, all but one are told that the file is locked.
void use_write_ahead_log(soci::session& session) {
    constexpr int kBusy = 5;
    const auto give_up = std::chrono::steady_clock::now() + kBusyTimeout;
    while (true) {
        try {
            session << "PRAGMA journal_mode = WAL";
            return;
        } catch (const soci::sqlite3_soci_error& error) {
            const bool busy = (error.result() & 0xFF) == kBusy;
            if (!busy || std::chrono::steady_clock::now() >= give_up) throw;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

/// Opens connections to MySQL servers, one attempt at a time.
class MysqlConnector {
public:
    MysqlConnector(const DatabaseUrl& url, const DatabaseOptions& options, Watchdog& watchdog,
                   const Call& call)
        : url_(url), options_(options), watchdog_(watchdog), call_(call) {}

    std::unique_ptr<soci::session> connect_to(const DatabaseUrl::Host& host) const {
        const std::string timeout = seconds(options_.statement_timeout);
        auto session = std::make_unique<soci::session>(
            soci::mysql,
            "host=" + quoted(host.name == "localhost" ? "127.0.0.1" : host.name) +
                " port=" + std::to_string(host.port) + " user=" + quoted(url_.user) +
                " pass=" + quoted(url_.password) + " db=" + quoted(url_.database) +
                " charset=utf8mb4 connect_timeout=" + seconds(options_.connect_timeout) +
                " read_timeout=" + timeout + " write_timeout=" + timeout);
        const Watchdog::Watch watch(watchdog_, *session, Engine::mysql, call_);
        // READ COMMITTED takes no gap locks: writers of different records don't meet.
        *session << "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";
        *session << "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', "
                    "time_zone = '+00:00', innodb_lock_wait_timeout = 5";
        return session;
    }

    /// Whether the server is a primary; a replica, or a primary of the past, is read-only.
    bool takes_writes(soci::session& session) const {
        const Watchdog::Watch watch(watchdog_, session, Engine::mysql, call_);
        // A number, or with newer MariaDB servers a word.
        int writable = 0;
        session << "SELECT CASE WHEN @@global.read_only IN ('0', 'OFF') THEN 1 ELSE 0 END",
            soci::into(writable);
        return writable != 0;
    }

private:
    const DatabaseUrl& url_;
    const DatabaseOptions& options_;
    Watchdog& watchdog_;
    const Call& call_;
};

}  // namespace

std::unique_ptr<soci::session> connect_sqlite(const DatabaseUrl& url) {
    // The quotes let the path hold spaces.
    auto session = std::make_unique<soci::session>(
        sqlite_backend(), url.in_memory() ? "dbname=:memory:" : "dbname=\"" + url.path + "\"");
    wait_if_busy(*session);
    use_write_ahead_log(*session);
    // FULL: a commit has reached the disk when it is acknowledged.
    *session << "PRAGMA synchronous = FULL";
    return session;
}

std::unique_ptr<soci::session> connect(const DatabaseUrl& url, const DatabaseOptions& options,
                                       Watchdog& watchdog, const Call& call) {
    if (url.engine == Engine::sqlite) return connect_sqlite(url);
    const MysqlConnector connector(url, options, watchdog, call);
    std::unique_ptr<soci::session> read_only;
    for (std::size_t i = 0; i + 1 < url.hosts.size(); ++i) {
        try {
            auto session = connector.connect_to(url.hosts[i]);
            if (connector.takes_writes(*session)) return session;
            read_only = std::move(session);
        } catch (const soci::mysql_soci_error&) {
            // The next host may answer; the last one's error is everybody's.
        }
    }
    try {
        auto session = connector.connect_to(url.hosts.back());
        if (!read_only || connector.takes_writes(*session)) return session;
    } catch (const soci::mysql_soci_error&) {
        if (!read_only) throw;
    }
    // Better than nothing: reads go on.
    return read_only;
}

bool in_transaction(soci::session& session, Engine engine) {
    if (engine == Engine::mysql) return true;
    return sqlite_api::sqlite3_get_autocommit(sqlite_of(session)) == 0;
}

BusyLimit::BusyLimit(soci::session& session, Engine engine, const Call& call, Call::Deadline until)
    : session_(engine == Engine::sqlite ? &session : nullptr), call_(call), until_(until) {
    if (session_) sqlite_api::sqlite3_busy_handler(sqlite_of(*session_), &BusyLimit::wait, this);
}

BusyLimit::~BusyLimit() {
    if (session_) wait_if_busy(*session_);
}

int BusyLimit::wait(void* limit, int count) {
    const auto& self = *static_cast<const BusyLimit*>(limit);
    const auto now = std::chrono::steady_clock::now();
    if (now >= self.until_ || self.call_.expired(now)) return 0;
    // Often it is over at once, and else it may take long.
    const auto pause = std::min(std::chrono::milliseconds(count + 1), kLongestBusyPause);
    std::this_thread::sleep_until(std::min(now + pause, self.until_));
    return 1;
}

}  // namespace marquee::database
