#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <prometheus/registry.h>
#include <soci/soci.h>
#include <string>

#include "domain/shared/error.h"
#include "infrastructure/database/database.h"
#include "infrastructure/migration/migrator.h"
#include "tests/support/test_mysql.h"

namespace marquee::migration {
namespace {

using database::Database;

int tables(Database& database) {
    int count = -1;
    database.use(Call{}, [&](soci::session& session) {
        session << "SELECT COUNT(*) FROM sqlite_master", soci::into(count);
    });
    return count;
}

TEST(SqliteSchema, KeepsNothingOfAFailedMigration) {
    prometheus::Registry metrics;
    const test::TestSqlite file;
    Database database(file.url(), {}, metrics);
    Migrator migrator(database, "shop",
                      {Migration(1, "0001_item",
                                 "CREATE TABLE shop_item (id INT);\n"
                                 "INSERT INTO shop_item VALUES (1);\n"
                                 "SELECT nonsense FROM shop_item;\n")});
    EXPECT_THROW(migrator.up(), MigrationError);
    EXPECT_EQ(tables(database), 0);
    EXPECT_EQ(migrator.status()[0].state, MigrationState::pending);
    // The connection is left without an open transaction.
    EXPECT_THROW(migrator.up(), MigrationError);
}

TEST(SqliteSchema, WorksInMemory) {
    prometheus::Registry metrics;
    Database database(database::DatabaseUrl::parse("sqlite::memory:"), {}, metrics);
    const auto migrations = migrations_of("rating", database::Engine::sqlite);
    Migrator migrator(database, "rating", migrations);
    EXPECT_EQ(migrator.up(), static_cast<int>(migrations.size()));
    EXPECT_EQ(migrator.status()[0].state, MigrationState::applied);
}

TEST(SqliteSchema, LeavesAFileThatIsNoDatabaseAsItIs) {
    prometheus::Registry metrics;
    const test::TestSqlite file;
    const std::string text(4096, 'x');
    std::ofstream(file.url().path) << text;
    Database database(file.url(), {}, metrics);
    Migrator migrator(database, "rating", migrations_of("rating", database::Engine::sqlite));
    EXPECT_THROW(migrator.up(), Error);
    EXPECT_EQ(std::filesystem::file_size(file.url().path), text.size());
}

}  // namespace
}  // namespace marquee::migration
