#include "infrastructure/migration/migrator.h"

#include "infrastructure/database/database.h"
#include "infrastructure/migration/mysql_schema.h"
#include "infrastructure/migration/sqlite_schema.h"

namespace marquee::migration {
namespace {

std::unique_ptr<Schema> open_schema(database::Database& database, std::string context,
                                    MigratorOptions options) {
    switch (database.engine()) {
        case database::Engine::sqlite:
            return std::make_unique<SqliteSchema>(database, std::move(context), std::move(options));
        case database::Engine::mysql:
            return std::make_unique<MysqlSchema>(database.url(), std::move(context),
                                                 std::move(options));
    }
    throw std::logic_error("an engine without a schema");
}

}  // namespace

Migrator::Migrator(database::Database& database, std::string context,
                   std::vector<Migration> migrations, MigratorOptions options)
    : migrations_(std::move(migrations)),
      schema_(open_schema(database, std::move(context), std::move(options))) {}

Migrator::~Migrator() = default;

std::vector<MigrationStatus> Migrator::status() {
    return compare(migrations_, schema_->history());
}

int Migrator::up() {
    return schema_->apply(migrations_);
}

}  // namespace marquee::migration
