#pragma once

#include <cstddef>

#include "infrastructure/database/database.h"

namespace marquee::app {

/// How many transactions of an import into that database run at the same time: SQLite has one
/// writer.
inline std::size_t writers_of_import(const database::Database& database) {
    return database.engine() == database::Engine::mysql ? 3 : 1;
}

}  // namespace marquee::app
