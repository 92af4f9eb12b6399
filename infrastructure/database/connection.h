#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "infrastructure/database/database.h"

namespace marquee::database {

/// Opens one connection, ready for use: its character set, isolation, durability and time-outs set.
/// Of several hosts the first that answers is taken. Throws what SOCI throws.
std::unique_ptr<soci::session> connect(const DatabaseUrl& url, const DatabaseOptions& options);

/// How long SQLite waits for another process's write; no effect on MySQL.
void set_busy_timeout(soci::session& session, Engine engine, std::chrono::milliseconds limit);

}  // namespace marquee::database
