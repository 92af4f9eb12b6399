#include "infrastructure/migration/sqlite_schema.h"

#include <cstdint>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "infrastructure/database/database.h"
#include "infrastructure/database/sqlite_backend.h"

namespace marquee::migration {
namespace {

/// A transaction that holds the write lock from its first moment, and is undone unless committed.
class WriteTransaction {
public:
    explicit WriteTransaction(soci::session& session) : session_(session) {
        session_ << "BEGIN IMMEDIATE";
    }
    ~WriteTransaction() {
        if (open_) {
            // SQLite may have rolled back by itself; then this fails, and all is as it should be.
            sqlite_api::sqlite3_exec(database::sqlite_of(session_), "ROLLBACK", nullptr, nullptr,
                                     nullptr);
        }
    }
    WriteTransaction(const WriteTransaction&) = delete;
    WriteTransaction& operator=(const WriteTransaction&) = delete;

    void commit() {
        session_ << "COMMIT";
        open_ = false;
    }

private:
    soci::session& session_;
    bool open_ = true;
};

std::vector<HistoryRow> read_history(soci::session& session, const std::string& table) {
    int exists = 0;
    session << "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = :name",
        soci::use(table), soci::into(exists);
    if (exists == 0) {
        return {};
    }
    HistoryRow row{};
    std::string state;
    soci::statement select = (session.prepare << "SELECT version, name, checksum, state FROM " +
                                                     table + " ORDER BY version",
                              soci::into(row.version), soci::into(row.name),
                              soci::into(row.checksum), soci::into(state));
    select.execute();
    std::vector<HistoryRow> rows;
    while (select.fetch()) {
        row.finished = state == "applied";
        rows.push_back(row);
    }
    return rows;
}

void run_script(soci::session& session, const std::string& context, const Migration& migration) {
    char* message = nullptr;
    const int result = sqlite_api::sqlite3_exec(database::sqlite_of(session), migration.sql.c_str(),
                                                nullptr, nullptr, &message);
    if (result == SQLITE_OK) {
        return;
    }
    const std::string reason = message ? message : sqlite_api::sqlite3_errstr(result);
    sqlite_api::sqlite3_free(message);
    throw MigrationError(context + " migration " + migration.name + " failed: " + reason +
                         ". Nothing of it was kept. Remove the cause, then start again or run "
                         "`marquee migrate up`.");
}

}  // namespace

SqliteSchema::SqliteSchema(database::Database& database, std::string context,
                           MigratorOptions options)
    : database_(database),
      context_(std::move(context)),
      table_(context_ + "_migration"),
      options_(std::move(options)) {}

std::vector<HistoryRow> SqliteSchema::history() {
    std::vector<HistoryRow> rows;
    database_.use(Call{}, [&](soci::session& session) { rows = read_history(session, table_); });
    return rows;
}

int SqliteSchema::apply(const std::vector<Migration>& migrations) {
    // Looks without the write lock first: most starts have nothing to do.
    if (remaining(context_, migrations, history()).empty()) {
        return 0;
    }
    int applied = 0;
    while (apply_next(migrations)) {
        ++applied;
    }
    return applied;
}

bool SqliteSchema::apply_next(const std::vector<Migration>& migrations) {
    bool applied = false;
    database_.use(Call{}, [&](soci::session& session) {
        WriteTransaction transaction(session);
        // Only what is read under the lock holds: another process may have been faster.
        const std::vector<Migration> todo =
            remaining(context_, migrations, read_history(session, table_));
        if (todo.empty()) {
            return;
        }
        const Migration& next = todo.front();
        options_.progress("applying " + context_ + " migration " + next.name);
        session << "CREATE TABLE IF NOT EXISTS " + table_ +
                       " (version INT NOT NULL PRIMARY KEY, name VARCHAR(64) NOT NULL,"
                       " checksum VARCHAR(64) NOT NULL, state VARCHAR(16) NOT NULL,"
                       " applied_at BIGINT NOT NULL)";
        run_script(session, context_, next);
        session << "INSERT INTO " + table_ +
                       " (version, name, checksum, state, applied_at) VALUES"
                       " (:version, :name, :checksum, 'applied', " +
                       database_.dialect().now_ms + ")",
            soci::use(next.version), soci::use(next.name), soci::use(next.checksum);
        transaction.commit();
        applied = true;
    });
    return applied;
}

}  // namespace marquee::migration
