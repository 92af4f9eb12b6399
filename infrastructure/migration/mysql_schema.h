#pragma once

#include <memory>
#include <string>
#include <vector>

#include "infrastructure/migration/migrator.h"
#include "infrastructure/migration/mysql_connection.h"

namespace marquee::migration {

class MysqlLease;

/// The tables of one context in a MySQL database. MySQL commits before and after each statement
/// that defines a table, so a migration can stop half-way: its history row is there before it
/// begins, and whoever holds the lease next runs an unfinished one again from its start.
class MysqlSchema : public Schema {
public:
    MysqlSchema(database::DatabaseUrl url, std::string context, MigratorOptions options);

    std::vector<HistoryRow> history() override;
    int apply(const std::vector<Migration>& migrations) override;

private:
    std::vector<HistoryRow> read_history(MysqlConnection& connection) const;
    int apply_over(MysqlConnection& connection, const std::vector<Migration>& migrations) const;
    void apply_one(MysqlConnection& connection, MysqlLease& lease,
                   const Migration& migration) const;
    void record(MysqlConnection& connection, const Migration& migration,
                const std::string& state) const;
    std::unique_ptr<MysqlConnection> open() const;

    database::DatabaseUrl url_;
    std::string context_;
    std::string table_;
    MigratorOptions options_;
};

}  // namespace marquee::migration
