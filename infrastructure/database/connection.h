#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "domain/shared/call.h"
#include "infrastructure/database/database.h"

namespace marquee::database {

class Watchdog;

/// Opens one connection, ready for use: its character set, isolation, durability and time-outs set.
/// Of several hosts the first that takes writes is taken, or else one that answers. A server that
/// says no more once it has let us in is given up when the call is over. Throws what SOCI throws.
std::unique_ptr<soci::session> connect(const DatabaseUrl& url, const DatabaseOptions& options,
                                       Watchdog& watchdog, const Call& call);

/// The same of a SQLite database.
std::unique_ptr<soci::session> connect_sqlite(const DatabaseUrl& url);

/// How long it may take whoever waits so to see that the other one is done.
inline constexpr std::chrono::milliseconds kLongestBusyPause{20};

/// While it lives, SQLite waits for another process's write until that time, and not when the call
/// is over. No effect on MySQL.
class BusyLimit {
public:
    /// Both outlive it.
    BusyLimit(soci::session& session, Engine engine, const Call& call, Call::Deadline until);
    ~BusyLimit();
    BusyLimit(const BusyLimit&) = delete;
    BusyLimit& operator=(const BusyLimit&) = delete;

private:
    static int wait(void* limit, int count);

    /// Null on MySQL.
    soci::session* session_;
    const Call& call_;
    Call::Deadline until_;
};

/// Whether there may be a transaction to roll back. SQLite ends one by itself after some errors.
bool in_transaction(soci::session& session, Engine engine);

}  // namespace marquee::database
