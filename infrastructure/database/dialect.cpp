#include "infrastructure/database/dialect.h"

namespace marquee::database {
namespace {

std::string joined(const std::vector<std::string>& names, const std::string& between) {
    std::string result;
    for (const auto& name : names) result += (result.empty() ? "" : between) + name;
    return result;
}

}  // namespace

Dialect::Dialect(Engine engine) : engine_(engine) {
    if (engine == Engine::sqlite) {
        // Without IMMEDIATE a transaction that reads before it writes can fail when it comes to
        // write, because somebody else did meanwhile.
        begin_write = "BEGIN IMMEDIATE";
        begin_snapshot = {"BEGIN"};
        insert_new = "INSERT OR IGNORE INTO ";
        // Prepared once, it is stepped through for each row.
        rows_per_insert = 1;
        // 64 MiB of pages, which are otherwise read and written again and again.
        prepare_bulk = {"PRAGMA cache_size = -65536"};
        now_ms = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";
    } else {
        begin_write = "START TRANSACTION";
        // READ COMMITTED, the sessions' level, has a new state for each statement.
        begin_snapshot = {"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
                          "START TRANSACTION WITH CONSISTENT SNAPSHOT"};
        insert_new = "INSERT IGNORE INTO ";
        // Each statement is a round trip.
        rows_per_insert = 1000;
        for_update = " FOR UPDATE";
        now_ms = "CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)";
    }
}

std::string Dialect::inserted(const std::string& column) const {
    return engine_ == Engine::sqlite ? "excluded." + column : "VALUES(" + column + ")";
}

std::string Dialect::on_duplicate(const std::vector<std::string>& keys,
                                  const std::vector<std::string>& columns) const {
    if (columns.empty() && engine_ == Engine::sqlite) {
        return " ON CONFLICT (" + joined(keys, ", ") + ") DO NOTHING";
    }
    std::vector<std::string> assignments;
    for (const auto& column : columns) assignments.push_back(column + " = " + inserted(column));
    // Assigning a key to itself changes nothing, but locks the row as INSERT IGNORE would not.
    if (columns.empty()) assignments = {keys.front() + " = " + keys.front()};
    return with_assignments(keys, assignments);
}

std::string Dialect::on_duplicate_add(const std::vector<std::string>& keys,
                                      const std::vector<std::string>& columns) const {
    std::vector<std::string> assignments;
    for (const auto& column : columns) {
        assignments.push_back(column + " = " + column + " + " + inserted(column));
    }
    return with_assignments(keys, assignments);
}

std::string Dialect::with_assignments(const std::vector<std::string>& keys,
                                      const std::vector<std::string>& assignments) const {
    const std::string head = engine_ == Engine::sqlite
                                 ? " ON CONFLICT (" + joined(keys, ", ") + ") DO UPDATE SET "
                                 : " ON DUPLICATE KEY UPDATE ";
    return head + joined(assignments, ", ");
}

std::string Dialect::by_index(const std::string& index) const {
    if (engine_ == Engine::sqlite) return " INDEXED BY " + index;
    return " FORCE INDEX (" + index + ")";
}

const Dialect& Dialect::of(Engine engine) {
    static const Dialect sqlite(Engine::sqlite);
    static const Dialect mysql(Engine::mysql);
    return engine == Engine::sqlite ? sqlite : mysql;
}

}  // namespace marquee::database
