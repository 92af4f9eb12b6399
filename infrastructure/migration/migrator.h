#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "infrastructure/migration/history.h"
#include "infrastructure/migration/migration.h"

namespace marquee::database {
class Database;
}

namespace marquee::migration {

struct MigratorOptions {
    /// MySQL: how long a runner that died keeps the others waiting, at most; at least 1 ms. One
    /// that lives renews its lease at a third of it.
    std::chrono::milliseconds lease_ttl{30'000};
    /// MySQL: how long to wait for another runner.
    std::chrono::milliseconds lease_wait{120'000};
    /// MySQL: of each host. Whole seconds count, at least one.
    std::chrono::milliseconds connect_timeout{5'000};
    /// Told of each migration and each wait. Called by the thread that called up().
    std::function<void(const std::string&)> progress = [](const std::string&) {};
};

/// Brings the tables of one context to what this binary needs, and tells how far they are. Any
/// number of processes may do so at once; an object belongs to one thread at a time.
///
/// Both methods throw Error(unavailable) when the database can't be reached or is lost on the way
/// (to repeat them is safe), Error(forbidden) when it refuses the user, and MigrationError.
class Migrator {
public:
    /// `database` outlives the migrator.
    Migrator(database::Database& database, std::string context, std::vector<Migration> migrations,
             MigratorOptions options = {});
    ~Migrator();
    Migrator(const Migrator&) = delete;
    Migrator& operator=(const Migrator&) = delete;

    /// The state of every migration that the binary or the database knows. Changes nothing.
    std::vector<MigrationStatus> status();

    /// Applies what is pending or unfinished, in order, and answers how many this call applied.
    /// On MySQL it creates the database, too, when there is none by that name. Throws
    /// MigrationError when a migration fails, was changed or is unknown, or when another runner is
    /// at it for too long or took over.
    int up();

private:
    std::vector<Migration> migrations_;
    std::unique_ptr<Schema> schema_;
};

}  // namespace marquee::migration
