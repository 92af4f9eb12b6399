#pragma once

#include <string>
#include <vector>

#include "infrastructure/migration/migrator.h"

namespace marquee::migration {

/// The tables of one context in an SQLite file. A migration and its history row are one
/// transaction, which a failure undoes whole; SQLite itself lets in one writer at a time.
class SqliteSchema : public Schema {
public:
    SqliteSchema(database::Database& database, std::string context, MigratorOptions options);

    std::vector<HistoryRow> history() override;
    int apply(const std::vector<Migration>& migrations) override;

private:
    bool apply_next(const std::vector<Migration>& migrations);

    database::Database& database_;
    std::string context_;
    std::string table_;
    MigratorOptions options_;
};

}  // namespace marquee::migration
