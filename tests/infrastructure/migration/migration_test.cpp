#include "infrastructure/migration/migration.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace marquee::migration {
namespace {

using database::Engine;

std::vector<Migration> sqlite_of(const std::vector<EmbeddedFile>& files) {
    return migrations_in(files, "rating", Engine::sqlite);
}

TEST(Migrations, AreThoseOfTheContextAndEngineByVersion) {
    const auto migrations = sqlite_of({{"migrations/rating/sqlite/0002_b.sql", "B;\n"},
                                       {"migrations/rating/mysql/0001_c.sql", "C;"},
                                       {"migrations/movie/sqlite/0001_d.sql", "D;"},
                                       {"migrations/rating/sqlite/0001_a.sql", "A;"}});
    ASSERT_EQ(migrations.size(), 2U);
    EXPECT_EQ(migrations[0].version, 1);
    EXPECT_EQ(migrations[0].name, "0001_a");
    EXPECT_EQ(migrations[1].version, 2);
    EXPECT_EQ(migrations[1].sql, "B;\n");
}

TEST(Migrations, RefuseAGap) {
    EXPECT_THROW(sqlite_of({{"migrations/rating/sqlite/0001_a.sql", "A;"},
                            {"migrations/rating/sqlite/0003_b.sql", "B;"}}),
                 std::logic_error);
    EXPECT_THROW(sqlite_of({{"migrations/rating/sqlite/0002_a.sql", "A;"}}), std::logic_error);
}

TEST(Migrations, RefuseTwoOfOneVersion) {
    EXPECT_THROW(sqlite_of({{"migrations/rating/sqlite/0001_a.sql", "A;"},
                            {"migrations/rating/sqlite/0001_b.sql", "B;"}}),
                 std::logic_error);
}

TEST(Migrations, RefuseABadFileName) {
    for (const char* name :
         {"1_a.sql", "0001.sql", "0001_.sql", "000x_a.sql", "0001_a.txt", "0001_a", ".sql"}) {
        const std::string path = std::string("migrations/rating/sqlite/") + name;
        EXPECT_THROW(sqlite_of({{path, "A;"}}), std::logic_error) << name;
    }
}

TEST(Migrations, RefuseAFileWithoutItsLastSemicolon) {
    EXPECT_THROW(sqlite_of({{"migrations/rating/sqlite/0001_a.sql", "A; B\n"}}), std::logic_error);
    EXPECT_THROW(sqlite_of({{"migrations/rating/sqlite/0001_a.sql", " \n"}}), std::logic_error);
}

TEST(Migrations, HaveAChecksumThatLineEndsDoNotChange) {
    const Migration unix_ends(1, "0001_a", "A;\nB;\n");
    EXPECT_EQ(unix_ends.checksum, Migration(1, "0001_a", "A;\r\nB;\r\n").checksum);
    EXPECT_NE(unix_ends.checksum, Migration(1, "0001_a", "A;\nC;\n").checksum);
    // It is stored in databases: it stays what it is. This is the published FNV-1a of "a".
    EXPECT_EQ(Migration(1, "0001_a", "a").checksum, "af63dc4c8601ec8c");
}

TEST(Migrations, OfBothEnginesHaveTheSameVersionsAndNames) {
    for (const char* context : {"metadata", "rating", "movie", "identity", "idempotency"}) {
        const auto sqlite = migrations_of(context, Engine::sqlite);
        const auto mysql = migrations_of(context, Engine::mysql);
        ASSERT_FALSE(sqlite.empty()) << context;
        ASSERT_EQ(sqlite.size(), mysql.size()) << context;
        for (std::size_t i = 0; i < sqlite.size(); ++i) {
            EXPECT_EQ(sqlite[i].name, mysql[i].name) << context;
        }
    }
}

}  // namespace
}  // namespace marquee::migration
