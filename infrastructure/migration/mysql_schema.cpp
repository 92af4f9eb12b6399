#include "infrastructure/migration/mysql_schema.h"

#include "domain/shared/error.h"
#include "infrastructure/database/dialect.h"
#include "infrastructure/migration/mysql_lease.h"

namespace marquee::migration {
namespace {

constexpr int kNoSuchTable = 1146;

}  // namespace

MysqlSchema::MysqlSchema(database::DatabaseUrl url, std::string context, MigratorOptions options)
    : url_(std::move(url)),
      context_(std::move(context)),
      table_(context_ + "_migration"),
      options_(std::move(options)) {}

std::unique_ptr<MysqlConnection> MysqlSchema::open() const {
    return MysqlConnection::open(url_, {.connect = options_.connect_timeout});
}

std::vector<HistoryRow> MysqlSchema::history() {
    try {
        const auto connection = open();
        return connection ? read_history(*connection) : std::vector<HistoryRow>{};
    } catch (const MysqlError& error) {
        throw_translated(error, "reading the migrations of " + context_ + " failed");
    }
}

int MysqlSchema::apply(const std::vector<Migration>& migrations) {
    try {
        auto connection = open();
        if (!connection) {
            options_.progress("creating database " + url_.database);
            create_database(url_, {.connect = options_.connect_timeout});
            connection = open();
        }
        if (!connection) {
            throw Error(ErrorCode::unavailable, "database " + url_.database + " went away");
        }
        return apply_over(*connection, migrations);
    } catch (const MysqlError& error) {
        throw_translated(error, "migrating " + context_ + " failed");
    }
}

int MysqlSchema::apply_over(MysqlConnection& connection,
                            const std::vector<Migration>& migrations) const {
    // Looks without the lease first: most starts have nothing to do.
    if (remaining(context_, migrations, read_history(connection)).empty()) {
        return 0;
    }
    connection.execute("CREATE TABLE IF NOT EXISTS " + table_ +
                       " (version INT NOT NULL, name VARCHAR(64) NOT NULL,"
                       " checksum VARCHAR(64) NOT NULL, state VARCHAR(16) NOT NULL,"
                       " applied_at BIGINT NOT NULL, PRIMARY KEY (version))"
                       " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin");
    MysqlLease lease(connection, url_, context_, options_);
    int applied = 0;
    // Only what is read with the lease holds: the one who had it before may have done it all.
    for (const Migration& migration : remaining(context_, migrations, read_history(connection))) {
        apply_one(connection, lease, migration);
        ++applied;
    }
    return applied;
}

void MysqlSchema::apply_one(MysqlConnection& connection, MysqlLease& lease,
                            const Migration& migration) const {
    options_.progress("applying " + context_ + " migration " + migration.name);
    lease.fenced([&] { record(connection, migration, "running"); });
    try {
        connection.run_script(migration.sql);
    } catch (const MysqlError& error) {
        throw_translated(error, context_ + " migration " + migration.name + " stopped half-way");
    }
    lease.fenced([&] { record(connection, migration, "applied"); });
}

std::vector<HistoryRow> MysqlSchema::read_history(MysqlConnection& connection) const {
    std::vector<HistoryRow> rows;
    try {
        for (const auto& row : connection.query("SELECT version, name, checksum, state FROM " +
                                                table_ + " ORDER BY version")) {
            rows.push_back({std::stoi(row[0]), row[1], row[2], row[3] == "applied"});
        }
    } catch (const MysqlError& error) {
        if (error.number() != kNoSuchTable) {
            throw;
        }
    }
    return rows;
}

void MysqlSchema::record(MysqlConnection& connection, const Migration& migration,
                         const std::string& state) const {
    connection.execute("REPLACE INTO " + table_ +
                           " (version, name, checksum, state, applied_at) VALUES (?, ?, ?, ?, " +
                           database::Dialect::of(url_.engine).now_ms + ")",
                       {migration.version, migration.name, migration.checksum, state});
}

}  // namespace marquee::migration
