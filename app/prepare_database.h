#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "app/settings/context_set.h"
#include "infrastructure/migration/migrator.h"

namespace marquee::database {
class Database;
}

namespace marquee::app {

/// One context's migrations, and how far they are.
struct ContextMigrations {
    std::string context;
    std::vector<migration::MigrationStatus> migrations;
};

/// Makes the database ready to be used: the folder of a SQLite file, the database on a MySQL
/// server, and the tables of the contexts that it has. A MySQL server that is away is waited for up
/// to `patience`. Tells `progress` what it does. Answers how many migrations it applied. Throws
/// Error when the database can't be used, and MigrationError.
int prepare_database(database::Database& database, const ContextSet& hosted,
                     std::chrono::milliseconds patience,
                     const std::function<void(const std::string&)>& progress);

/// How far the migrations of those contexts are. Changes nothing. Throws as prepare_database.
std::vector<ContextMigrations> migration_status(database::Database& database,
                                                const ContextSet& hosted);

}  // namespace marquee::app
