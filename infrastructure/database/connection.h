#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "infrastructure/database/database.h"

namespace marquee::database {

/// Opens one connection, ready for use: its character set, isolation, durability and time-outs set.
/// Of several hosts the first that takes writes is taken, or else one that answers. Throws what
/// SOCI throws.
std::unique_ptr<soci::session> connect(const DatabaseUrl& url, const DatabaseOptions& options);

/// How long SQLite waits for another process's write; no effect on MySQL.
void set_busy_timeout(soci::session& session, Engine engine, std::chrono::milliseconds limit);

/// Whether there may be a transaction to roll back. SQLite ends one by itself after some errors.
bool in_transaction(soci::session& session, Engine engine);

}  // namespace marquee::database
